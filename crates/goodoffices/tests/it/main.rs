//! Integration tests of the engine: one binary, one module a subject.

mod assess;
mod case_faults;
mod case_files;
mod case_schema;
mod case_table;
mod conduct;
mod lens;
