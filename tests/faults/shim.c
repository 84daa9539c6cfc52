/* Stands between a program and its files: writes down what reaches the disk in which order, or lets calls fail.
 *
 * Loaded with LD_PRELOAD into a child of the tests (shim.py). Only files below the watched folders count.
 *
 *   SOXA_SHIM_WATCH   the folders, joined by ':'
 *   SOXA_SHIM_LOG     where to write the record down; nothing is written down without it
 *
 * A record is: op (1 byte), file descriptor (4), offset (8), length (4), all little-endian, then so many bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define LONGEST_PATH 4096

enum { WRITES = 1, SYNCS = 2, READS = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched[MOST_FILES];
static int log_file = -2;
static long countdown, passed;
static int armed_kinds, armed_errno, stays_armed;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_below(const char *path) {
    const char *folders = getenv("SOXA_SHIM_WATCH");
    while (path && folders && *folders) {
        size_t length = strcspn(folders, ":");
        if (length && !strncmp(path, folders, length) && (path[length] == '/' || !path[length])) return 1;
        folders += length + (folders[length] == ':');
    }
    return 0;
}

static int is_watched(int file) { return file >= 0 && file < MOST_FILES && watched[file]; }

static void put(const void *data, size_t size) {
    const char *at = data;
    while (size) {
        long done = syscall(SYS_write, log_file, at, size);
        if (done <= 0) abort();
        at += done, size -= (size_t)done;
    }
}

static void record(char op, int file, int64_t offset, const void *data, size_t size) {
    unsigned char head[17];
    int32_t descriptor = file;
    uint32_t length = (uint32_t)size;
    if (log_file == -2) {
        const char *path = getenv("SOXA_SHIM_LOG");
        log_file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    }
    if (log_file < 0) return;
    head[0] = (unsigned char)op;
    memcpy(head + 1, &descriptor, 4), memcpy(head + 5, &offset, 8), memcpy(head + 13, &length, 4);
    pthread_mutex_lock(&lock);
    put(head, sizeof head);
    put(data, size);
    pthread_mutex_unlock(&lock);
}

static void record_paths(char op, const char *first, const char *second) {
    char both[2 * LONGEST_PATH];
    int size = snprintf(both, sizeof both, "%s%c%s", first, 0, second);
    record(op, -1, 0, both, (size_t)size);
}

/* Whether this call is the one that fails. */
static int fails(int kind) {
    int verdict = 0;
    if (!(armed_kinds & kind)) return 0;
    pthread_mutex_lock(&lock);
    passed++;
    if (countdown > 0 && --countdown == 0) {
        verdict = 1;
        if (stays_armed) countdown = 1;
    }
    pthread_mutex_unlock(&lock);
    if (verdict) errno = armed_errno;
    return verdict;
}

/* For the program under test, through ctypes. */
void soxa_shim_arm(int kinds, long nth, int error, int stays) {
    pthread_mutex_lock(&lock);
    armed_kinds = kinds, countdown = nth, armed_errno = error, stays_armed = stays, passed = 0;
    pthread_mutex_unlock(&lock);
}

long soxa_shim_passed(void) { return passed; }

void soxa_shim_mark(const char *text) { record('A', -1, 0, text, strlen(text)); }

static int opened(int file, const char *path, int flags, int was_there) {
    if (file < 0 || file >= MOST_FILES) return file;
    watched[file] = (char)is_below(path);
    if (watched[file]) record('O', file, (!was_there ? 1 : 0) | ((flags & O_TRUNC) ? 2 : 0), path, strlen(path));
    return file;
}

#define OPEN(name)                                                                                              \
    int name(const char *path, int flags, ...) {                                                                \
        va_list rest;                                                                                           \
        va_start(rest, flags);                                                                                  \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                               \
        va_end(rest);                                                                                           \
        int was_there = !faccessat(AT_FDCWD, path, F_OK, 0);                                                    \
        if (is_below(path) && (flags & O_CREAT) && !was_there && fails(WRITES)) return -1;                      \
        return opened(REAL(name)(path, flags, mode), path, flags, was_there);                                   \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                                            \
    int name(int folder, const char *path, int flags, ...) {                                                    \
        va_list rest;                                                                                           \
        va_start(rest, flags);                                                                                  \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                               \
        va_end(rest);                                                                                           \
        int was_there = !faccessat(folder, path, F_OK, 0);                                                      \
        if (is_below(path) && (flags & O_CREAT) && !was_there && fails(WRITES)) return -1;                      \
        return opened(REAL(name)(folder, path, flags, mode), path, flags, was_there);                           \
    }
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }

int close(int file) {
    if (is_watched(file)) {
        watched[file] = 0;
        record('C', file, 0, "", 0);
    }
    return REAL(close)(file);
}

static int64_t end_or(int file, int64_t place) {
    struct stat found;
    if (!(fcntl(file, F_GETFL) & O_APPEND)) return place;
    return fstat(file, &found) ? place : found.st_size;
}

ssize_t write(int file, const void *data, size_t size) {
    if (!is_watched(file)) return REAL(write)(file, data, size);
    if (fails(WRITES)) return -1;
    int64_t place = end_or(file, lseek(file, 0, SEEK_CUR));
    ssize_t done = REAL(write)(file, data, size);
    if (done > 0) record('W', file, place, data, (size_t)done);
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    ssize_t whole = 0;
    if (!is_watched(file)) return REAL(writev)(file, parts, count);
    for (int i = 0; i < count; i++) {
        ssize_t done = write(file, parts[i].iov_base, parts[i].iov_len);
        if (done < 0) return whole ? whole : -1;
        whole += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return whole;
}

#define PWRITE(name, offset_t)                                                                                  \
    ssize_t name(int file, const void *data, size_t size, offset_t place) {                                     \
        if (is_watched(file) && fails(WRITES)) return -1;                                                       \
        ssize_t done = REAL(name)(file, data, size, place);                                                     \
        if (done > 0 && is_watched(file)) record('W', file, place, data, (size_t)done);                         \
        return done;                                                                                            \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define READ_FAILS(file) (is_watched(file) && fails(READS))
ssize_t read(int file, void *data, size_t size) {
    return READ_FAILS(file) ? -1 : REAL(read)(file, data, size);
}
ssize_t pread(int file, void *data, size_t size, off_t place) {
    return READ_FAILS(file) ? -1 : REAL(pread)(file, data, size, place);
}
ssize_t pread64(int file, void *data, size_t size, off64_t place) {
    return READ_FAILS(file) ? -1 : REAL(pread64)(file, data, size, place);
}

#define TRUNCATE(name, offset_t)                                                                                \
    int name(int file, offset_t size) {                                                                         \
        if (is_watched(file) && fails(WRITES)) return -1;                                                       \
        int failed = REAL(name)(file, size);                                                                    \
        if (!failed && is_watched(file)) record('T', file, size, "", 0);                                        \
        return failed;                                                                                          \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                                                              \
    int name(int file) {                                                                                        \
        if (is_watched(file) && fails(SYNCS)) return -1;                                                        \
        int failed = REAL(name)(file);                                                                          \
        if (!failed && is_watched(file)) record('S', file, 0, "", 0);                                           \
        return failed;                                                                                          \
    }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *before, const char *after) {
    int counts = is_below(before) || is_below(after);
    if (counts && fails(WRITES)) return -1;
    int failed = REAL(rename)(before, after);
    if (!failed && counts) record_paths('R', before, after);
    return failed;
}

int renameat(int from, const char *before, int to, const char *after) {
    (void)from, (void)to; /* our programs name files by their whole path */
    return rename(before, after);
}

int unlink(const char *path) {
    int failed = REAL(unlink)(path);
    if (!failed && is_below(path)) record('U', -1, 0, path, strlen(path));
    return failed;
}

int mkdir(const char *path, mode_t mode) {
    if (is_below(path) && fails(WRITES)) return -1;
    int failed = REAL(mkdir)(path, mode);
    if (!failed && is_below(path)) record('M', -1, 0, path, strlen(path));
    return failed;
}

/* Copies inside the kernel would pass us by; the caller falls back on reading and writing. */
ssize_t sendfile(int to, int from, off_t *place, size_t size) {
    (void)to, (void)from, (void)place, (void)size;
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *place, size_t size) {
    (void)to, (void)from, (void)place, (void)size;
    errno = EINVAL;
    return -1;
}
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    (void)from, (void)a, (void)to, (void)b, (void)size, (void)flags;
    errno = ENOSYS;
    return -1;
}
