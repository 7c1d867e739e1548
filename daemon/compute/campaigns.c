/* SPDX-License-Identifier: MIT */
#include "compute/pass.h"

bool pass_campaigns(struct pass *pass, struct err *err)
{
    (void)err;
    board_builder_remove_untouched(pass->builder, BOARD_CAMPAIGN);
    return true;
}
