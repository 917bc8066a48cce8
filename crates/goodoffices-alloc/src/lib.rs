//! A crate of its own for one test, since a counting allocator cannot be written without `unsafe`.
