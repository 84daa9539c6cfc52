/* The program of the assembled bundle: hands this process to the Python that lies in _internal.

   The quick stand-in for PyInstaller's own, for trying the setup program (FAST=1). Its folder `_internal` has a file
   python311._pth, which alone says where modules are found: nothing of the machine's own Python is looked at. */

#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define PATH_LENGTH 32768
#define CANNOT_START 1

typedef int (*PythonMain)(int, wchar_t **);

static wchar_t folder[PATH_LENGTH];
static wchar_t entry[PATH_LENGTH + 64];

static PythonMain python_main(void) {
    wchar_t library[PATH_LENGTH + 64];
    GetModuleFileNameW(NULL, folder, PATH_LENGTH);
    *wcsrchr(folder, L'\\') = 0;
    wcscat(folder, L"\\_internal");
    swprintf(library, PATH_LENGTH + 64, L"%ls\\python311.dll", folder);
    swprintf(entry, PATH_LENGTH + 64, L"%ls\\entry.py", folder);
    SetDllDirectoryW(folder);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return python ? (PythonMain)(void *)GetProcAddress(python, "Py_Main") : NULL;
}

/* Python's own words first, then ours as they came. */
static int run(int count, wchar_t **words) {
    wchar_t *first[] = {words[0], L"-B", L"-X", L"utf8", entry};
    const int ours = sizeof first / sizeof *first;
    PythonMain start = python_main();
    wchar_t **all = calloc(ours + count, sizeof *all);
    if (!start || !all) return CANNOT_START;
    for (int i = 0; i < ours; i++) all[i] = first[i];
    for (int i = 1; i < count; i++) all[ours + i - 1] = words[i];
    return start(ours + count - 1, all);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **words) { return run(count, words); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, wchar_t *line, int show) {
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    return run(count, words);
}
#endif
