/* SPDX-License-Identifier: MIT */
/*
 * Tells systemd how the service is, by the socket that NOTIFY_SOCKET names (sd_notify(3)).
 */
#ifndef PLUMB_APP_SYSTEMD_H
#define PLUMB_APP_SYSTEMD_H

/* "READY=1", "STOPPING=1". Without systemd it does nothing. */
void systemd_tell(const char *state);

#endif
