// CUDA C for g++: what a kernel's text asks for besides C++. Threads are run by threads.cpp, one after the other, so that
// atomic functions are plain ones, and `__shared__` memory is static: one block runs at a time.
#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <math.h>
#include <vector_types.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#undef __global__
#undef __device__
#undef __host__
#undef __shared__
#undef __constant__
#undef __forceinline__
#undef __noinline__
#undef __launch_bounds__
#undef __align__
#undef __restrict__
#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __constant__ static
#define __forceinline__ inline
#define __noinline__
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __restrict__ __restrict

struct CpuDim { unsigned x, y, z; };
extern "C" {
extern CpuDim cpu_thread, cpu_block, cpu_threads, cpu_blocks;
void cpu_barrier();
void cpu_warp_barrier();
unsigned cpu_lane();
void* cpu_exchange_place(unsigned lane);
}
#define threadIdx cpu_thread
#define blockIdx cpu_block
#define blockDim cpu_threads
#define gridDim cpu_blocks
static inline void __syncthreads() { cpu_barrier(); }
static inline void __syncwarp(unsigned = 0) { cpu_warp_barrier(); }
template <class T> static inline T cpu_shuffle(T mine, unsigned from) {
  memcpy(cpu_exchange_place(cpu_lane()), &mine, sizeof mine);
  cpu_warp_barrier();
  T found = mine;
  if (from < 32) memcpy(&found, cpu_exchange_place(from), sizeof found);
  cpu_warp_barrier();
  return found;
}
template <class T> static inline T __shfl_sync(unsigned, T x, int lane, int = 32) { return cpu_shuffle(x, lane); }
template <class T> static inline T __shfl_xor_sync(unsigned, T x, int mask, int = 32) { return cpu_shuffle(x, cpu_lane() ^ mask); }
template <class T> static inline T __shfl_up_sync(unsigned, T x, unsigned by, int = 32) { return cpu_shuffle(x, cpu_lane() - by); }
template <class T> static inline T __shfl_down_sync(unsigned, T x, unsigned by, int = 32) { return cpu_shuffle(x, cpu_lane() + by); }
static inline void __threadfence() {}

using std::fma;
using std::max;
using std::min;
// Of floating numbers CUDA's, to which nan is no number and +0 more than -0.
#define EXTREMES(T) \
  static inline T max(T a, T b) { return a != a ? b : b != b ? a : a == b ? (std::signbit(a) ? b : a) : a > b ? a : b; } \
  static inline T min(T a, T b) { return a != a ? b : b != b ? a : a == b ? (std::signbit(a) ? a : b) : a < b ? a : b; }
EXTREMES(float) EXTREMES(double)
static inline int __popc(unsigned x) { return __builtin_popcount(x); }
static inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int __clz(int x) { return x ? __builtin_clz(x) : 32; }
static inline int __clzll(long long x) { return x ? __builtin_clzll(x) : 64; }
static inline int __ffs(int x) { return __builtin_ffs(x); }
static inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
static inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }
static inline float rsqrt(float x) { return 1.0f / std::sqrt(x); }
static inline double rsqrt(double x) { return 1.0 / std::sqrt(x); }

static inline double erfinv(double x) {  // Newton's steps from Winitzki's approximation
  if (!(std::fabs(x) < 1)) return std::fabs(x) == 1 ? std::copysign(INFINITY, x) : NAN;
  double l = std::log1p(-x * x), a = 0.147, b = 2 / (M_PI * a) + l / 2;
  double y = std::copysign(std::sqrt(std::sqrt(b * b - l / a) - b), x);
  for (int i = 0; i < 4; i++) y -= (std::erf(y) - x) * std::sqrt(M_PI) / 2 * std::exp(y * y);
  return y;
}
static inline float erfinv(float x) { return erfinv((double)x); }

template <class To, class From> static inline To cpu_bits(From x) { To y; memcpy(&y, &x, sizeof y); return y; }
static inline unsigned __float_as_uint(float x) { return cpu_bits<unsigned>(x); }
static inline int __float_as_int(float x) { return cpu_bits<int>(x); }
static inline float __int_as_float(int x) { return cpu_bits<float>(x); }
static inline float __uint_as_float(unsigned x) { return cpu_bits<float>(x); }
static inline long long __double_as_longlong(double x) { return cpu_bits<long long>(x); }
static inline double __longlong_as_double(long long x) { return cpu_bits<double>(x); }

template <class T> static inline T cpu_exchange(T* p, T next) { T before = *p; *p = next; return before; }
#define ATOMIC(name, T, next) \
  static inline T atomic##name(T* p, T v) { return cpu_exchange<T>(p, (T)(next)); }
#define ATOMICS(T) \
  ATOMIC(Add, T, *p + v) ATOMIC(Exch, T, v) ATOMIC(Max, T, std::max(*p, v)) ATOMIC(Min, T, std::min(*p, v)) \
  ATOMIC(Or, T, *p | v) ATOMIC(And, T, *p & v) ATOMIC(Xor, T, *p ^ v) \
  static inline T atomicCAS(T* p, T old, T v) { return cpu_exchange<T>(p, *p == old ? v : *p); }
ATOMICS(int) ATOMICS(unsigned) ATOMICS(unsigned long long)
ATOMIC(Max, long long, std::max(*p, v)) ATOMIC(Min, long long, std::min(*p, v))
ATOMIC(Add, float, *p + v) ATOMIC(Exch, float, v) ATOMIC(Add, double, *p + v)  // CuPy makes the others

#define __CUDACC_VER_MAJOR__ 13  // CuPy asks whether CUDA's float16 is there

struct CpuKernel { void (*call)(void**); int parameters; const size_t* sizes; bool meets, flushes; };
template <auto F> struct CpuCall;
template <class... A, void (*F)(A...)> struct CpuCall<F> {
  static constexpr size_t sizes[sizeof...(A) + 1] = {sizeof(A)...};
  static constexpr int parameters = sizeof...(A);
  template <size_t... I> static void each(void** p, std::index_sequence<I...>) {
    F(*(std::remove_const_t<std::remove_reference_t<A>>*)p[I]...);
  }
  static void call(void** p) { each(p, std::index_sequence_for<A...>{}); }
};
#define CPU_KERNEL(name, meets, flushes, ...) /* the kernel last: a template's name may have commas */ \
  extern "C" __attribute__((visibility("default"), used)) const CpuKernel kernel_##name = { \
      CpuCall<&__VA_ARGS__>::call, CpuCall<&__VA_ARGS__>::parameters, CpuCall<&__VA_ARGS__>::sizes, meets, flushes};
