/* What the shortcuts start: hands over to the version that the file `current` names, and returns its exit status.

   A freshly installed version is on trial until its window was usable: the program then removes the file `trial`
   (line 1 the version, line 2 the one before it, line 3 the starts so far). Until then every start is counted here,
   and the start after the last one allowed goes back to the version before. The lock keeps the second and third
   click of an impatient clerk from being counted: only the first launcher to run holds it, as long as the program
   runs. A version that hands over to the next says so, and is still ending then: that start is waited for, and
   counted in any case. The console's launcher serves the command line, which has no window to prove, and counts
   nothing.

   What differs between Windows and POSIX is in platform_windows.h and platform_posix.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include "platform_windows.h"
#else
#include "platform_posix.h"
#endif

#define STARTS_ALLOWED 2
#define LINES 3
#define VERSION_LENGTH 32
#define CANNOT_START 1
#define HANDED_OVER "SOXA_HANDED_OVER"
#define LOCK_TRIES 20
#define LOCK_TRIES_HANDED_OVER 200
#define LOCK_REST_MS 100

typedef char Line[VERSION_LENGTH];

/* The lines of a small file in the root; how many there were, none when there is no such file. */
static int read_lines(const char *name, Line lines[LINES]) {
    int count = 0;
    FILE *file = open_in_root(name, "rb");
    if (!file) return 0;
    while (count < LINES && fgets(lines[count], VERSION_LENGTH, file)) {
        lines[count][strcspn(lines[count], "\r\n")] = 0;
        count++;
    }
    fclose(file);
    return count;
}

/* Old or new, never half: a power cut at any moment leaves one of the two. */
static int write_whole(const char *name, const char *text) {
    char fresh[VERSION_LENGTH];
    snprintf(fresh, sizeof fresh, "%s.new", name);
    FILE *file = open_in_root(fresh, "wb");
    if (!file) return 0;
    int is_written = fputs(text, file) >= 0 && fflush(file) == 0 && to_disk(file);
    return fclose(file) == 0 && is_written && rename_in_root(fresh, name);
}

/* Three numbers and two dots: nothing that could lead out of the folder of versions. */
static int is_version(const char *text) {
    int major, minor, patch, length = 0;
    if (sscanf(text, "%9d.%9d.%9d%n", &major, &minor, &patch, &length) != 3) return 0;
    return text[length] == 0 && strspn(text, "0123456789.") == (size_t)length;
}

static int can_start(const char *version) { return is_version(version) && has_program(version); }

static int is_newer(const char *version, const char *other) {
    int a[3], b[3];
    sscanf(version, "%d.%d.%d", &a[0], &a[1], &a[2]);
    sscanf(other, "%d.%d.%d", &b[0], &b[1], &b[2]);
    for (int i = 0; i < 3; i++)
        if (a[i] != b[i]) return a[i] > b[i];
    return 0;
}

static void keep_newest(const char *version, void *newest) {
    if (can_start(version) && (!*(char *)newest || is_newer(version, newest))) strcpy(newest, version);
}

/* The version to start; a lost or damaged `current` must not keep the office from its books. */
static int choose(Line version) {
    Line lines[LINES];
    *version = 0;
    if (read_lines("current", lines) && can_start(lines[0])) strcpy(version, lines[0]);
    else each_version(keep_newest, version);
    return *version != 0;
}

static int lock_within(int tries) {
    for (int i = 0; i < tries; i++) {
        if (lock_root()) return 1;
        rest(LOCK_REST_MS);
    }
    return 0;
}

/* Whether this start is one to count: the only one there is, or one that a version on its way out asked for. */
static int is_counted(void) {
    if (take_word(HANDED_OVER)) return lock_within(LOCK_TRIES_HANDED_OVER), 1;
    return lock_within(LOCK_TRIES);
}

static int is_on_trial(const char *version, Line lines[LINES]) {
    return read_lines("trial", lines) == LINES && strcmp(lines[0], version) == 0;
}

/* One more start of a version on trial; back to the one before it when it has had its chances. Read again once the
   lock is there: while it was waited for, another start may have proved the version, or gone back from it. */
static void count_trial(Line version) {
    Line lines[LINES];
    char text[LINES * VERSION_LENGTH];
    if (!is_on_trial(version, lines) || !is_counted() || !is_on_trial(version, lines)) return;
    int starts = atoi(lines[2]) + 1;
    if (starts > STARTS_ALLOWED && can_start(lines[1])) {
        snprintf(text, sizeof text, "%s\n", lines[1]);
        if (!write_whole("current", text)) return;
        rename_in_root("trial", "failed");
        strcpy(version, lines[1]);
        return;
    }
    snprintf(text, sizeof text, "%s\n%s\n%d\n", lines[0], lines[1], starts);
    write_whole("trial", text);
}

static int launch(char **arguments) {
    Line version;
    if (!find_root()) return CANNOT_START;
    if (!choose(version)) return say_nothing_to_start(), CANNOT_START;
    if (COUNTS_STARTS) count_trial(version);
    return run_program(version, arguments, CANNOT_START);
}

BEGIN { return launch(WORDS); }
