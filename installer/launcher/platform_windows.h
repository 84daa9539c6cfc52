/* What the launcher asks of Windows. Version names are ASCII; paths are wide and may be longer than MAX_PATH. */

#include <io.h>
#include <wchar.h>
#include <windows.h>

#define PATH_LENGTH 32768

#ifdef CONSOLE
#define PROGRAM "soxa-cli.exe"
#define COUNTS_STARTS 0
#define BEGIN int wmain(void)
#else
#define PROGRAM "soxa.exe"
#define COUNTS_STARTS 1
#define BEGIN int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, wchar_t *line, int show)
#endif
#define WORDS NULL /* narrowed to the code page: the whole line has the letters themselves */

static wchar_t root[PATH_LENGTH];

static const wchar_t *in_root(const char *name) {
    static wchar_t path[2][PATH_LENGTH + MAX_PATH];
    static int turn;
    turn = !turn;
    swprintf(path[turn], PATH_LENGTH + MAX_PATH, L"%ls\\%hs", root, name);
    return path[turn];
}

static const wchar_t *program_of(const char *version) {
    char name[MAX_PATH];
    snprintf(name, sizeof name, "versions\\%s\\" PROGRAM, version);
    return in_root(name);
}

/* The folder of the launcher itself. */
static int find_root(void) {
    DWORD length = GetModuleFileNameW(NULL, root, PATH_LENGTH);
    if (length == 0 || length == PATH_LENGTH) return 0;
    *wcsrchr(root, L'\\') = 0;
    return 1;
}

static FILE *open_in_root(const char *name, const char *mode) {
    return _wfopen(in_root(name), *mode == 'r' ? L"rb" : L"wb");
}

static int to_disk(FILE *file) { return _commit(_fileno(file)) == 0; }

static int rename_in_root(const char *name, const char *other) {
    return MoveFileExW(in_root(name), in_root(other), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}

static int has_program(const char *version) {
    DWORD kind = GetFileAttributesW(program_of(version));
    return kind != INVALID_FILE_ATTRIBUTES && !(kind & FILE_ATTRIBUTE_DIRECTORY);
}

static void each_version(void (*look)(const char *, void *), void *kept) {
    WIN32_FIND_DATAW entry;
    char name[MAX_PATH];
    HANDLE search = FindFirstFileW(in_root("versions\\*"), &entry);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        if (WideCharToMultiByte(CP_UTF8, 0, entry.cFileName, -1, name, MAX_PATH, NULL, NULL)) look(name, kept);
    } while (FindNextFileW(search, &entry));
    FindClose(search);
}

/* Held until this process ends; nobody else can open the file meanwhile. */
static int lock_root(void) {
    const DWORD access = GENERIC_READ | GENERIC_WRITE;
    HANDLE lock = CreateFileW(in_root("launcher.lock"), access, 0, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    return lock != INVALID_HANDLE_VALUE;
}

/* Whether the environment holds this word; the program that is started is not to find it there. */
static int take_word(const char *name) {
    int is_there = GetEnvironmentVariableA(name, NULL, 0) > 0;
    SetEnvironmentVariableA(name, NULL);
    return is_there;
}

static void rest(int milliseconds) { Sleep(milliseconds); }

static void say_nothing_to_start(void) {
    MessageBoxW(NULL,
                L"Không tìm thấy chương trình trong thư mục cài đặt. Sổ sách còn nguyên. Hãy cài lại chương trình.",
                L"Sổ Xã", MB_OK | MB_ICONWARNING);
}

/* Everything after the first word of our own command line, as it was written. */
static const wchar_t *words_after_the_first(void) {
    const wchar_t *text = GetCommandLineW();
    int is_quoted = 0;
    for (; *text && (is_quoted || (*text != L' ' && *text != L'\t')); text++)
        if (*text == L'"') is_quoted = !is_quoted;
    return text;
}

static int run_program(const char *version, char **arguments, int otherwise) {
    static wchar_t line[PATH_LENGTH];
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION made;
    DWORD status = otherwise;
    const wchar_t *program = program_of(version);
    (void)arguments;
    GetStartupInfoW(&start);
    if (swprintf(line, PATH_LENGTH, L"\"%ls\"%ls", program, words_after_the_first()) < 0) return otherwise;
    if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made)) {
        say_nothing_to_start();
        return otherwise;
    }
    AllowSetForegroundWindow(made.dwProcessId);
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &status);
    return (int)status;
}
