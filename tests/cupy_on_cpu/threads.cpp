// The threads of a kernel, one after the other. Those of a block that meet at barriers are fibers: each runs on a stack of
// its own until it comes to the barrier, or to its end, and then gives way to the next.
#include <xmmintrin.h>

#include <cstdlib>

#include "runtime.h"

extern "C" {
Dim cpu_thread, cpu_block, cpu_threads, cpu_blocks;  // threadIdx, blockIdx, blockDim, gridDim of kernel.h
void cpu_switch(void** from, void* to);              // go on elsewhere, and keep where to come back to
}

// The registers that a function must leave as they were are kept on the stack that is left.
asm(R"(
.globl cpu_switch
cpu_switch:
  push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15
  mov %rsp, (%rdi)
  mov %rsi, %rsp
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  ret
)");

static const size_t STACK = 1 << 16, MOST = 1024;
enum State { READY, AT_WARP, AT_BLOCK, DONE };  // waiting for the 32 threads of its warp, or for all of the block
struct Fiber { void* stack; Dim index; State state; };
static Fiber fibers[MOST];
static Fiber* current;
static void* scheduler;
static const Kernel* running;
static void** given;

static void begin() {
  running->call(given);
  current->state = DONE;
  cpu_switch(&current->stack, scheduler);
  abort();  // nobody goes on with a thread that is done
}

static void wait(State state) {
  current->state = state;
  cpu_switch(&current->stack, scheduler);
  cpu_thread = current->index;
}
extern "C" void cpu_barrier() { wait(AT_BLOCK); }
extern "C" void* cpu_exchange_place(unsigned lane) {  // where a thread of this warp leaves what the others read
  static char places[MOST][16];
  return places[(current - fibers) / 32 * 32 + lane];
}
extern "C" unsigned cpu_lane() { return (current - fibers) % 32; }
extern "C" void cpu_warp_barrier() { wait(AT_WARP); }

static void* fresh(char* stack) {  // as if cpu_switch had left it just before begin()
  void** top = (void**)(stack + STACK);
  *--top = nullptr;
  *--top = (void*)begin;
  for (int i = 0; i < 6; i++) *--top = nullptr;
  return top;
}

// Let those go on that have met. False once all are done.
static bool release(unsigned n) {
  bool left = false, met = false;
  for (unsigned warp = 0; warp < n; warp += 32) {
    bool waiting = false;
    for (unsigned i = warp; i < n && i < warp + 32; i++) waiting |= fibers[i].state == AT_WARP, left |= fibers[i].state != DONE;
    for (unsigned i = warp; waiting && i < n && i < warp + 32; i++) if (fibers[i].state == AT_WARP) fibers[i].state = READY;
    met |= waiting;
  }
  for (unsigned i = 0; !met && i < n; i++) if (fibers[i].state == AT_BLOCK) fibers[i].state = READY;
  return left;
}

static void run_block(unsigned n, Dim block) {
  static char* stacks = (char*)aligned_alloc(4096, STACK * MOST);
  for (unsigned i = 0; i < n; i++)
    fibers[i] = {fresh(stacks + STACK * i), {i % block.x, i / block.x % block.y, i / (block.x * block.y)}, READY};
  do {
    for (unsigned i = 0; i < n; i++) {
      if (fibers[i].state != READY) continue;
      current = &fibers[i];
      cpu_thread = current->index;
      cpu_switch(&scheduler, current->stack);
    }
  } while (release(n));
}

struct Flushing {  // the processor's flags for that, while it lasts
  unsigned before = _mm_getcsr();
  Flushing(bool wanted) { if (wanted) _mm_setcsr(before | 0x8040); }
  ~Flushing() { _mm_setcsr(before); }
};

void run_kernel(const Kernel* kernel, void** arguments, Dim grid, Dim block) {
  if (!kernel->call) return;  // kernels that are not run
  Flushing flushing(kernel->flushes);
  cpu_blocks = grid, cpu_threads = block, running = kernel, given = arguments;
  unsigned n = block.x * block.y * block.z;
  for (unsigned z = 0; z < grid.z; z++) for (unsigned y = 0; y < grid.y; y++) for (unsigned x = 0; x < grid.x; x++) {
    cpu_block = {x, y, z};
    if (kernel->meets) run_block(n, block);
    else for (unsigned i = 0; i < n; i++) {
      cpu_thread = {i % block.x, i / block.x % block.y, i / (block.x * block.y)};
      kernel->call(arguments);
    }
  }
}
