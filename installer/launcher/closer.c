/* Asks the programs below a folder to close, as a click on the cross does, and waits until they have.

   closer.exe FOLDER SECONDS
   Only the installer carries it. Exit status: 0 when none is left, 1 when one still runs, 2 when misused. */

#include <wchar.h>
#include <windows.h>
#include <shellapi.h>
#include <tlhelp32.h>

#define PATH_LENGTH 32768
#define ASK_EVERY_MS 500
#define STILL_RUNNING 1
#define MISUSED 2

static const wchar_t *folder;

static HANDLE opened(DWORD process, DWORD rights) { return OpenProcess(rights, FALSE, process); }

static BOOL is_below_folder(const wchar_t *path) {
    size_t length = wcslen(folder);
    return _wcsnicmp(path, folder, length) == 0 && path[length] == L'\\';
}

static BOOL is_ours(DWORD process) {
    static wchar_t path[PATH_LENGTH];
    DWORD length = PATH_LENGTH;
    HANDLE handle = opened(process, PROCESS_QUERY_LIMITED_INFORMATION);
    BOOL is_known = handle && QueryFullProcessImageNameW(handle, 0, path, &length);
    if (handle) CloseHandle(handle);
    return is_known && is_below_folder(path);
}

/* A dialog in front of the window gets its own request: while it is open the window hears none. */
static BOOL CALLBACK ask(HWND window, LPARAM unused) {
    DWORD process = 0;
    GetWindowThreadProcessId(window, &process);
    if (IsWindowVisible(window) && IsWindowEnabled(window) && is_ours(process)) PostMessageW(window, WM_CLOSE, 0, 0);
    return TRUE;
}

static BOOL is_any_left(void) {
    PROCESSENTRY32W entry = {sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    BOOL is_left = FALSE;
    for (BOOL is_there = Process32FirstW(all, &entry); is_there && !is_left; is_there = Process32NextW(all, &entry))
        is_left = is_ours(entry.th32ProcessID);
    CloseHandle(all);
    return is_left;
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, wchar_t *words, int show) {
    int count;
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &count);
    if (count != 3) return MISUSED;
    folder = arguments[1];
    ULONGLONG end = GetTickCount64() + 1000ULL * wcstoul(arguments[2], NULL, 10);
    while (is_any_left()) {
        if (GetTickCount64() >= end) return STILL_RUNNING;
        EnumWindows(ask, 0);
        Sleep(ASK_EVERY_MS);
    }
    return 0;
}
