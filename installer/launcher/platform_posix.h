/* What the launcher asks of POSIX. Version names are ASCII; paths are bytes, whatever they mean. */

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>

#define COUNTS_STARTS 1
#define BEGIN int main(int count, char **words)
#define WORDS ((void)count, words)

static char root[PATH_MAX];

static const char *in_root(const char *name) {
    static char path[2][PATH_MAX + NAME_MAX + 2];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", root, name);
    return path[turn];
}

static const char *program_of(const char *version) {
    static char name[NAME_MAX];
    snprintf(name, sizeof name, "versions/%s/soxa", version);
    return in_root(name);
}

/* The folder of the launcher itself. */
static int find_root(void) {
    ssize_t length = readlink("/proc/self/exe", root, sizeof root - 1);
    if (length <= 0) return 0;
    root[length] = 0;
    *strrchr(root, '/') = 0;
    return 1;
}

static FILE *open_in_root(const char *name, const char *mode) { return fopen(in_root(name), mode); }

static int to_disk(FILE *file) { return fsync(fileno(file)) == 0; }

static int rename_in_root(const char *name, const char *other) { return rename(in_root(name), in_root(other)) == 0; }

static int has_program(const char *version) { return access(program_of(version), X_OK) == 0; }

static void each_version(void (*look)(const char *, void *), void *kept) {
    DIR *folder = opendir(in_root("versions"));
    for (struct dirent *entry; folder && (entry = readdir(folder));) look(entry->d_name, kept);
    if (folder) closedir(folder);
}

/* Held until the program that takes this process over ends. */
static int lock_root(void) {
    static int lock = -1;
    if (lock < 0) lock = open(in_root("launcher.lock"), O_RDWR | O_CREAT, 0600);
    return lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
}

/* Whether the environment holds this word; the program that is started is not to find it there. */
static int take_word(const char *name) {
    int is_there = getenv(name) != NULL;
    unsetenv(name);
    return is_there;
}

static void rest(int milliseconds) { usleep(milliseconds * 1000); }

static void say_nothing_to_start(void) {
    fputs("Không tìm thấy chương trình Sổ Xã trong thư mục cài đặt. Sổ sách còn nguyên. Hãy cài lại chương trình.\n", stderr);
}

/* The program takes the place of the launcher: its exit status and its signals are its own. */
static int run_program(const char *version, char **arguments, int otherwise) {
    execv(program_of(version), arguments);
    perror("soxa");
    return otherwise;
}
