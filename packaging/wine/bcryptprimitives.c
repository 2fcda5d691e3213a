/* For packaging/check-platforms alone, and never handed out: wine 8 lacks this library, which Rust's std asks for random
 * bytes on Windows. Every Windows that Rust supports has it. */
#include <windows.h>

/* RtlGenRandom, under the name that advapi32 exports. */
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length)
{
    return SystemFunction036(bytes, (ULONG)length);
}
