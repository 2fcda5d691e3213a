//! Room for what is kept of a stream.
//!
//! glibc enlarges the heap of a thread other than the first by a page at a time, with a system call for each, and with one
//! that stops the other cores (malloc/arena.c `grow_heap`). What is freed at a heap's end stays there, and is had at once.

use std::hint::black_box;

/// More than is kept of a piece of a stream.
const ROOM: usize = 1 << 20;

/// Called once, before there are threads: memory of this size comes from the heap from then on, and is not given back
/// as soon as it is free (mallopt(3), `M_MMAP_THRESHOLD`).
pub(super) fn prepare() {
    reserve(4 * ROOM);
}

/// Called for each piece, by the thread that reads it.
pub(super) fn make() {
    reserve(ROOM);
}

fn reserve(bytes: usize) {
    drop(black_box(Vec::<u8>::with_capacity(bytes)));
}
