/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/ascii.h"
#include "base/macro.h"

enum { SECONDS_A_DAY = 24 * 60 * 60, FIRST_YEAR = 1970, LAST_YEAR = 9999 };

static const int64_t last_day = 2932896; /* 9999-12-31 */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* The days of all years from 1 to the one before. */
static int64_t days_before(int year)
{
    int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

static bool has_form(struct span text)
{
    static const char form[] = "dddd-dd-dd";
    if (text.len != sizeof(form) - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '-' ? text.data[i] != '-' : !ascii_is_digit(text.data[i]))
            return false;
    return true;
}

static int number(struct span text, size_t begin, size_t len)
{
    uint64_t value = 0;
    return span_to_uint(span_sub(text, begin, len), &value) ? (int)value : 0;
}

int64_t date_parse(struct span text)
{
    if (!has_form(text))
        return -1;
    int year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return -1;
    int64_t days = days_before(year) - days_before(FIRST_YEAR) + day - 1;
    for (int before = 1; before < month; before++)
        days += days_of_month(year, before);
    return days;
}

void date_format(int64_t day, char out[DATE_TEXT])
{
    int year = FIRST_YEAR, month = 1;
    day = MIN(MAX(day, 0), last_day);
    while (day >= 365 + is_leap(year)) {
        day -= 365 + is_leap(year);
        year++;
    }
    while (day >= days_of_month(year, month)) {
        day -= days_of_month(year, month);
        month++;
    }
    char text[32];
    snprintf(text, sizeof(text), "%04d-%02d-%02d", MIN(year, LAST_YEAR), month, (int)day + 1);
    memcpy(out, text, DATE_TEXT - 1);
    out[DATE_TEXT - 1] = '\0';
}

int64_t date_today(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    uint64_t seconds;
    if (!epoch || !span_to_uint(span_of(epoch), &seconds))
        seconds = (uint64_t)MAX(time(NULL), 0);
    return (int64_t)MIN(seconds / SECONDS_A_DAY, (uint64_t)last_day);
}
