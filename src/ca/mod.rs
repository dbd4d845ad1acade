//! Clients of a certification authority, one per protocol, behind one port.

pub mod profile;
