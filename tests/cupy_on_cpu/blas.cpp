// The part of cuBLAS that CuPy calls for products, by loops; its prototypes are declared here, as its wheel is a large
// download. Sums are formed in order, which is not cuBLAS's order: bits are not those of a GPU. Whatever else CuPy links
// is a stub that refuses, made by device.py from what CuPy's module asks for.
#include "runtime.h"

struct Handle { void* stream; int pointer_mode, math_mode; };
enum { DONE = 0, NOT_SUPPORTED = 15, F32 = 0, F64 = 1 };
#define EXPORT extern "C" __attribute__((visibility("default"))) int

template <class T> struct Matrix {  // by columns; transposed or not
  T* at; long stride; bool transposed;
  T& operator()(long i, long j) const { return transposed ? at[j + i * stride] : at[i + j * stride]; }
};
template <class T> static int gemm(void* handle, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, long m, long n, long k,
                                   T alpha, T beta) {
  return enqueue_product(((Handle*)handle)->stream, [=] {
    for (long j = 0; j < n; j++) for (long i = 0; i < m; i++) {
      T sum = 0;
      for (long p = 0; p < k; p++) sum += a(i, p) * b(p, j);
      c(i, j) = alpha * sum + (beta != 0 ? beta * c(i, j) : T(0));
    }
  });
}

EXPORT cublasCreate_v2(void** handle) { *handle = new Handle{}; return DONE; }
EXPORT cublasDestroy_v2(void* handle) { delete (Handle*)handle; return DONE; }
EXPORT cublasSetStream_v2(void* handle, void* stream) { ((Handle*)handle)->stream = stream; return DONE; }
EXPORT cublasGetStream_v2(void* handle, void** stream) { *stream = ((Handle*)handle)->stream; return DONE; }
EXPORT cublasSetPointerMode_v2(void* handle, int mode) { ((Handle*)handle)->pointer_mode = mode; return DONE; }
EXPORT cublasGetPointerMode_v2(void* handle, int* mode) { *mode = ((Handle*)handle)->pointer_mode; return DONE; }
EXPORT cublasSetMathMode(void* handle, int mode) { ((Handle*)handle)->math_mode = mode; return DONE; }
EXPORT cublasGetMathMode(void* handle, int* mode) { *mode = ((Handle*)handle)->math_mode; return DONE; }
EXPORT cublasGetVersion_v2(void*, int* version) { *version = 130000; return DONE; }

#define OF_TYPE(P, T) \
  EXPORT cublas##P##gemm_v2(void* h, int ta, int tb, int m, int n, int k, const T* alpha, const T* a, int lda, const T* b, \
                            int ldb, const T* beta, T* c, int ldc) { \
    return gemm<T>(h, {a, lda, ta != 0}, {b, ldb, tb != 0}, {c, ldc, false}, m, n, k, *alpha, *beta); \
  } \
  EXPORT cublas##P##gemmStridedBatched(void* h, int ta, int tb, int m, int n, int k, const T* alpha, const T* a, int lda, \
                                       long long sa, const T* b, int ldb, long long sb, const T* beta, T* c, int ldc, \
                                       long long sc, int batches) { \
    for (int i = 0; i < batches; i++) \
      if (int error = gemm<T>(h, {a + i * sa, lda, ta != 0}, {b + i * sb, ldb, tb != 0}, {c + i * sc, ldc, false}, m, n, \
                              k, *alpha, *beta)) \
        return error; \
    return DONE; \
  } \
  EXPORT cublas##P##gemmBatched(void* h, int ta, int tb, int m, int n, int k, const T* alpha, const T* const* a, int lda, \
                                const T* const* b, int ldb, const T* beta, T* const* c, int ldc, int batches) { \
    for (int i = 0; i < batches; i++) \
      if (int error = gemm<T>(h, {a[i], lda, ta != 0}, {b[i], ldb, tb != 0}, {c[i], ldc, false}, m, n, k, *alpha, *beta)) \
        return error; \
    return DONE; \
  } \
  EXPORT cublas##P##gemv_v2(void* h, int t, int m, int n, const T* alpha, const T* a, int lda, const T* x, int ix, \
                            const T* beta, T* y, int iy) { \
    return gemm<T>(h, {a, lda, t != 0}, {x, ix, true}, {y, iy, true}, t ? n : m, 1, t ? m : n, *alpha, *beta); \
  } \
  EXPORT cublas##P##dot_v2(void* h, int n, const T* x, int ix, const T* y, int iy, T* result) { \
    return gemm<T>(h, {x, ix, false}, {y, iy, true}, {result, 1, false}, 1, 1, n, 1, 0); \
  } \
  EXPORT cublas##P##ger_v2(void* h, int m, int n, const T* alpha, const T* x, int ix, const T* y, int iy, T* a, int lda) { \
    return gemm<T>(h, {x, ix, true}, {y, iy, false}, {a, lda, false}, m, n, 1, *alpha, 1); \
  }
OF_TYPE(S, float)
OF_TYPE(D, double)

EXPORT cublasGemmEx(void* h, int ta, int tb, int m, int n, int k, const void* alpha, const void* a, int type, int lda,
                    const void* b, int, int ldb, const void* beta, void* c, int, int ldc, int, int) {
#define AS(P, T) cublas##P##gemm_v2(h, ta, tb, m, n, k, (T*)alpha, (T*)a, lda, (T*)b, ldb, (T*)beta, (T*)c, ldc)
  return type == F32 ? AS(S, float) : type == F64 ? AS(D, double) : NOT_SUPPORTED;
}
EXPORT cublasSgemmEx(void* h, int ta, int tb, int m, int n, int k, const float* alpha, const void* a, int type, int lda,
                     const void* b, int, int ldb, const float* beta, void* c, int, int ldc) {
  return type == F32 ? AS(S, float) : NOT_SUPPORTED;
}
EXPORT cublasGemmStridedBatchedEx(void* h, int ta, int tb, int m, int n, int k, const void* alpha, const void* a, int type,
                                  int lda, long long sa, const void* b, int, int ldb, long long sb, const void* beta,
                                  void* c, int, int ldc, long long sc, int batches, int, int) {
#define BATCHED(P, T) \
  cublas##P##gemmStridedBatched(h, ta, tb, m, n, k, (T*)alpha, (T*)a, lda, sa, (T*)b, ldb, sb, (T*)beta, (T*)c, ldc, sc, batches)
  return type == F32 ? BATCHED(S, float) : type == F64 ? BATCHED(D, double) : NOT_SUPPORTED;
}
