/* bcryptprimitives.dll!ProcessPrng, which programs written in Rust import and Wine 8 does not have.

   Only for trying the program under Wine; never shipped. The bytes come from the older function of the same source. */

#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *bytes, SIZE_T length) {
    const SIZE_T at_once = 1 << 28;
    while (length > 0) {
        ULONG part = (ULONG)(length < at_once ? length : at_once);
        if (!SystemFunction036(bytes, part)) return FALSE;
        bytes += part;
        length -= part;
    }
    return TRUE;
}
