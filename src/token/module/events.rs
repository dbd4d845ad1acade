//! What a module tells of insertions and removals by itself: so that a token that was pulled out and put back
//! between two looks does not seem to have been there all the time.

use std::collections::HashMap;

use cryptoki_sys::CK_SLOT_ID;

use crate::token::calls::Calls;

/// Events taken at one look; more wait for the next one.
const MOST: usize = 16;
/// Looks in a row that find an event before the module is not believed any more.
const RESTLESS: u32 = 20;

/// Events by slot.
#[derive(Default)]
pub struct Events {
    counted: HashMap<CK_SLOT_ID, u64>,
    /// The module has no events, or too many of them: the list of slots has to do.
    silent: bool,
    in_a_row: u32,
}

impl Events {
    /// Takes what has happened, without waiting for anything. Asking never blocks: OpenSC hangs in `C_Finalize` while
    /// a thread waits.
    pub fn look(&mut self, calls: &Calls) {
        if self.silent {
            return;
        }
        let mut events = 0;
        while events < MOST {
            match calls.slot_event() {
                Ok(Some(slot)) => {
                    *self.counted.entry(slot).or_default() += 1;
                    events += 1;
                }
                Ok(None) => break,
                Err(_) => {
                    self.silent = true;
                    break;
                }
            }
        }
        self.in_a_row = if events == 0 { 0 } else { self.in_a_row + 1 };
        self.silent |= self.in_a_row > RESTLESS;
    }

    /// Events of a slot so far.
    pub fn of(&self, slot: CK_SLOT_ID) -> u64 {
        self.counted.get(&slot).copied().unwrap_or_default()
    }
}
