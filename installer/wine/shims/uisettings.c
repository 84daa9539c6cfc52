/* Windows.UI.ViewManagement.UISettings, which Qt 6.5 and later ask for at their start and Wine 8 does not have.

   Only for trying the program under Wine; never shipped. It says: a light desktop, the usual blue, nothing ever
   changes. The order of methods in each table, and the interfaces' names in numbers, are those of Windows' own
   header windows.ui.viewmanagement.h. */

#include <windows.h>



typedef const void *Method;
typedef struct { const Method *methods; } Object;
typedef struct { BYTE alpha, red, green, blue; } Color;
typedef struct { GUID name; Object *object; } Face;

static const GUID UNKNOWN = {0x00000000, 0x0000, 0x0000, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID INSPECTABLE_OBJECT = {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}};
static const GUID AGILE = {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};

static Object factory, sizes, scaling, colors, effects;

static const Face FACES[] = {
    {{0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}}, &sizes},
    {{0xBAD82401, 0x2721, 0x44F9, {0xBB, 0x91, 0x2B, 0xB2, 0x28, 0xBE, 0x44, 0x2F}}, &scaling},
    {{0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}}, &colors},
    {{0x52BB3002, 0x919B, 0x4D6B, {0x9B, 0x78, 0x8D, 0xD6, 0x6F, 0xF4, 0xB9, 0x3B}}, &effects},
    {{0x00000035, 0x0000, 0x0000, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}, &factory},
};

/* Background, foreground, and the accent from its third darkest to its third lightest shade. */
static const Color COLORS[] = {
    {255, 255, 255, 255}, {255, 0, 0, 0}, {255, 0, 32, 80}, {255, 0, 60, 130}, {255, 0, 90, 170},
    {255, 0, 120, 212}, {255, 60, 150, 225}, {255, 110, 180, 235}, {255, 160, 210, 245}, {0, 0, 0, 0},
};

static BOOL is_base(const GUID *name) {
    return IsEqualGUID(name, &UNKNOWN) || IsEqualGUID(name, &INSPECTABLE_OBJECT) || IsEqualGUID(name, &AGILE);
}

static HRESULT WINAPI query_interface(Object *self, const GUID *name, Object **found) {
    *found = is_base(name) ? self : NULL;
    for (size_t i = 0; i < ARRAYSIZE(FACES); i++)
        if (IsEqualGUID(name, &FACES[i].name)) *found = FACES[i].object;
    return *found ? S_OK : E_NOINTERFACE;
}

/* Nothing here is ever freed. */
static ULONG WINAPI count(Object *self) { return 1; }
static HRESULT WINAPI no_names(Object *self, ULONG *number, void **names) { *number = 0; *names = NULL; return S_OK; }
static HRESULT WINAPI empty(Object *self, void **answer) { *answer = NULL; return S_OK; }
static HRESULT WINAPI number(Object *self, UINT32 *answer) { *answer = 500; return S_OK; }
static HRESULT WINAPI size(Object *self, float *answer) { answer[0] = answer[1] = 16; return S_OK; }
static HRESULT WINAPI yes(Object *self, BYTE *answer) { *answer = 1; return S_OK; }
static HRESULT WINAPI unscaled(Object *self, double *answer) { *answer = 1; return S_OK; }
static HRESULT WINAPI hear(Object *self, void *handler, INT64 *token) { *token = 1; return S_OK; }
static HRESULT WINAPI stop_hearing(Object *self, INT64 token) { return S_OK; }
static HRESULT WINAPI make(Object *self, Object **made) { *made = &sizes; return S_OK; }

static HRESULT WINAPI color(Object *self, int which, Color *answer) {
    *answer = COLORS[which >= 0 && which < (int)ARRAYSIZE(COLORS) ? which : 0];
    return S_OK;
}

#define BASE query_interface, count, count, no_names, empty, number
static const Method FACTORY[] = {BASE, make};
static const Method SIZES[] = {BASE,   number, size,   size,   size,   size,   number, yes,  yes,
                               number, number, number, number, color};
static const Method SCALING[] = {BASE, unscaled, hear, stop_hearing};
static const Method COLOR_VALUES[] = {BASE, color, hear, stop_hearing};
static const Method EFFECTS[] = {BASE, yes, hear, stop_hearing};

static Object factory = {FACTORY}, sizes = {SIZES}, scaling = {SCALING}, colors = {COLOR_VALUES}, effects = {EFFECTS};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *name, Object **answer) {
    *answer = &factory;
    return S_OK;
}
