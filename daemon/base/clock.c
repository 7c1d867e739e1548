/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/text.h"

static int64_t fixed_utc_ms = -1;

bool clock_set_zone(const char *zone, struct err *err)
{
    char path[256];
    int len = snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", zone);

    if (zone[0] == '/' || strstr(zone, "..") || len >= (int)sizeof(path) ||
        access(path, R_OK) != 0) {
        return err_set(err, ERR_USAGE,
                       "时区“%s”未知，请写如 Asia/Shanghai (unknown time zone; write e.g. "
                       "Asia/Shanghai, and see that the package tzdata is installed)",
                       zone);
    }
    if (setenv("TZ", zone, 1) != 0) {
        return err_set(err, ERR_NO_MEMORY, "TZ");
    }
    tzset();
    return true;
}

static int64_t read_clock_us(clockid_t id)
{
    struct timespec now = {0};

    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_utc_ms(void)
{
    return fixed_utc_ms >= 0 ? fixed_utc_ms : read_clock_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_monotonic_ms(void)
{
    return read_clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

void clock_fix_for_test(int64_t utc_ms)
{
    fixed_utc_ms = utc_ms;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;

    return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

static long zone_offset_s(int64_t utc_ms)
{
    time_t seconds = (time_t)floor_div(utc_ms, 1000);
    struct tm local = {0};

    (void)localtime_r(&seconds, &local);
    return local.tm_gmtoff;
}

int32_t clock_day(int64_t utc_ms)
{
    return (int32_t)floor_div(utc_ms + zone_offset_s(utc_ms) * 1000, 86400000);
}

int64_t clock_day_start_ms(int32_t day)
{
    int64_t as_utc = (int64_t)day * 86400000;
    int64_t guess = as_utc - zone_offset_s(as_utc) * 1000;

    /* The offset at the guess may differ from that at as_utc near a change. */
    return as_utc - zone_offset_s(guess) * 1000;
}

/* Days from civil: years of 400, counted from 1 March so that the leap day is
 * the last of its year. */
int32_t clock_day_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int32_t)(era * 146097 + day_of_era - 719468);
}

void clock_date_of(int32_t day, int *year, int *month, int *day_of_month)
{
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;

    *day_of_month = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

int clock_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

bool clock_is_valid_date(int year, int month, int day)
{
    return year >= 1900 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= clock_days_in_month(year, month);
}

static size_t put_day(int32_t day, char *out)
{
    int year = 0;
    int month = 0;
    int day_of_month = 0;

    clock_date_of(day, &year, &month, &day_of_month);
    size_t len = text_put_number((uint32_t)(year > 0 ? year : 0), 4, out);
    out[len++] = '-';
    len += text_put_number((uint32_t)month, 2, out + len);
    out[len++] = '-';
    return len + text_put_number((uint32_t)day_of_month, 2, out + len);
}

/* Two digits, behind what separates them from what is before. */
static size_t put_pair(char sign, int64_t number, char *out)
{
    out[0] = sign;
    return 1 + text_put_number((uint32_t)number, 2, out + 1);
}

void clock_format(int64_t utc_ms, char out[CLOCK_TEXT_MAX])
{
    long offset = zone_offset_s(utc_ms);
    int64_t local_ms = utc_ms + offset * 1000;
    int64_t day = floor_div(local_ms, 86400000);
    int64_t in_day = local_ms - day * 86400000;
    long minutes = labs(offset) / 60;

    size_t len = put_day((int32_t)day, out);
    len += put_pair('T', in_day / 3600000, out + len);
    len += put_pair(':', in_day / 60000 % 60, out + len);
    len += put_pair(':', in_day / 1000 % 60, out + len);
    out[len++] = '.';
    len += text_put_number((uint32_t)(in_day % 1000), 3, out + len);
    len += put_pair(offset < 0 ? '-' : '+', minutes / 60, out + len);
    len += put_pair(':', minutes % 60, out + len);
    out[len] = '\0';
}

/* Takes exactly `digits` decimal digits. False if there are fewer. */
static bool take_number(const char **at, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool take_char(const char **at, const char *any_of)
{
    if (**at == '\0' || !strchr(any_of, **at)) {
        return false;
    }
    (*at)++;
    return true;
}

/* Milliseconds behind the decimal point; digits beyond the third are dropped. */
static int take_fraction_ms(const char **at)
{
    int value = 0;
    int weight = 100;

    if (!take_char(at, ".,")) {
        return 0;
    }
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        value += weight * (**at - '0');
        weight /= 10;
    }
    return value;
}

static bool take_offset_minutes(const char **at, int *minutes)
{
    int hour = 0;
    int minute = 0;

    if (take_char(at, "Zz")) {
        *minutes = 0;
        return true;
    }
    int sign = **at == '-' ? -1 : 1;
    if (!take_char(at, "+- ") || !take_number(at, 2, &hour)) {
        return false;
    }
    (void)take_char(at, ":");
    if (!take_number(at, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    *minutes = sign * (hour * 60 + minute);
    return true;
}

bool clock_parse(const char *text, int64_t *utc_ms)
{
    const char *at = text;
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int offset = 0;

    if (!take_number(&at, 4, &year) || !take_char(&at, "-") || !take_number(&at, 2, &month) ||
        !take_char(&at, "-") || !take_number(&at, 2, &day) ||
        !clock_is_valid_date(year, month, day)) {
        return false;
    }
    int32_t date = clock_day_of(year, month, day);
    if (*at == '\0') {
        *utc_ms = clock_day_start_ms(date);
        return true;
    }
    if (!take_char(&at, "Tt ") || !take_number(&at, 2, &hour) || !take_char(&at, ":") ||
        !take_number(&at, 2, &minute)) {
        return false;
    }
    if (take_char(&at, ":") && !take_number(&at, 2, &second)) {
        return false;
    }
    int fraction = take_fraction_ms(&at);
    if (!take_offset_minutes(&at, &offset) || *at != '\0' || hour > 23 || minute > 59 ||
        second > 60) {
        return false;
    }
    int64_t seconds = (int64_t)date * 86400 + hour * 3600 + minute * 60 + second;
    *utc_ms = (seconds - offset * 60) * 1000 + fraction;
    return true;
}

void clock_format_day(int32_t day, char out[CLOCK_TEXT_MAX])
{
    out[put_day(day, out)] = '\0';
}
