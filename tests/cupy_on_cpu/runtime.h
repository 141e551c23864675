// What the stand-ins of CUDA (runtime.cpp, threads.cpp, blas.cpp) share.
#pragma once
#include <functional>
#include <string>

typedef std::function<void()> Work;
enum { LAUNCH, GRAPH, MALLOC, SYNC, H2D, D2H, D2D, MEMSET, BLAS, LOADED_IN_CAPTURE, COUNTS };

// Do it, or write it down if the stream captures; CUDA's number of an error.
int enqueue(void* stream, const Work& work);
int enqueue_product(void* stream, const Work& work);  // counted as cuBLAS's; nothing is done where kernels are not run

struct Dim { unsigned x, y, z; };
struct Kernel {  // as kernel.h exports it from each kernel's shared object
  void (*call)(void** arguments);
  int parameters;
  const size_t* sizes;  // of the parameters, in bytes
  bool meets;           // whether the threads of a block wait for each other
  bool flushes;         // whether subnormal numbers are read and written as zeros
};
void run_kernel(const Kernel* kernel, void** arguments, Dim grid, Dim block);
