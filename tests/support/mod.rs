<<<<<<< HEAD
//! What several test files share. Each file uses a part of it.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic)]

pub mod world;
=======
//! What several test programs share.

#![allow(dead_code, clippy::unwrap_used, reason = "each test program uses a part; a test fails by panicking")]

pub mod faulty_server;
>>>>>>> ca
