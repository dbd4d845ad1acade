//! What one CA of the sandbox decides: who may ask, which request is taken, where it stands.
//!
//! | Part | Answers |
//! |---|---|
//! | [`session`] | who is there |
//! | [`drafts`], [`files`] | what is being filled in |
//! | [`register`] | what the registers say of it |
//! | [`requests`], [`accept`] | what is taken, where it stands |
//! | [`stages`] | what moves a request on |
//! | [`approvals`] | what the head decides |
//! | [`store`] | how the certificate is fetched |
//! | [`counter`] | what the operator does by hand |

mod accept;
mod approvals;
mod counter;
mod drafts;
mod files;
mod issue;
mod notices;
mod order;
mod register;
mod requests;
mod session;
mod stages;
mod store;

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::domain::moment::Moment;
use crate::domain::portal::{Problem, ProblemCode};
use crate::fault::{Fault, SupportCode};
use crate::sandbox::authority::{Authority, write_private};
use crate::sandbox::bill::BillMaker;
use crate::sandbox::clock::Clock;
use crate::sandbox::faults::Faults;
use crate::sandbox::scheme::Scheme;
use drafts::StoredDraft;
pub use files::Piece;
use notices::Notice;
pub use order::{Change, Order};
use session::Guest;

/// Where a desk stands.
pub struct Setup {
    /// Its rules.
    pub scheme: &'static Scheme,
    /// Its keys.
    pub authority: Arc<Authority>,
    /// Its clock.
    pub clock: Clock,
    /// Folder of the sandbox.
    pub root: PathBuf,
    /// Address of the portal, with the path of the scheme.
    pub address: String,
    /// Seconds that a stage without a promised time takes.
    pub delay: u32,
    /// Draws bills.
    pub bill: BillMaker,
}

/// The state of one CA. Drafts and requests survive a restart; challenges and sessions do not.
pub struct Desk {
    setup: Setup,
    /// Its own folder: that of the sandbox, or one below it.
    folder: PathBuf,
    orders: Vec<Order>,
    drafts: Vec<StoredDraft>,
    challenges: HashMap<Vec<u8>, Moment>,
    sessions: HashMap<String, Guest>,
    outbox: Vec<Notice>,
    /// What goes wrong.
    pub faults: Faults,
}

impl Desk {
    /// Takes up the requests of the folder.
    ///
    /// # Errors
    /// `DiskDenied` when what was kept is damaged.
    pub fn open(setup: Setup) -> Result<Self, Fault> {
        let folder = match setup.scheme.base {
            "" => setup.root.clone(),
            _ => setup.root.join(setup.scheme.id),
        };
        fs::create_dir_all(&folder)?;
        Ok(Self {
            orders: read(&folder.join(ORDERS))?,
            drafts: read(&folder.join(DRAFTS))?,
            setup,
            folder,
            challenges: HashMap::new(),
            sessions: HashMap::new(),
            outbox: Vec::new(),
            faults: Faults::default(),
        })
    }

    /// Its rules.
    pub fn scheme(&self) -> &'static Scheme {
        self.setup.scheme
    }

    /// Now, as far as this CA is concerned.
    pub fn now(&self) -> Moment {
        self.setup.clock.now()
    }

    /// Lets everything happen that the clock has brought about since the last look.
    ///
    /// # Errors
    /// When the result cannot be kept.
    pub fn tick(&mut self) -> Result<(), Problem> {
        let now = self.now();
        let forgotten = self.forget_drafts(now);
        // All of them, not only up to the first that moves.
        let moved = (0..self.orders.len()).filter(|at| self.advance(*at, now)).count();
        if forgotten || moved > 0 { self.save() } else { Ok(()) }
    }

    /// Address for people of a draft or request.
    fn link(&self, id: &str) -> String {
        format!("{}/page/{id}", self.setup.address)
    }

    /// A number that no draft and no request has: the highest and one more.
    fn next_number(&self, now: Moment) -> String {
        let orders = self.orders.iter().map(|order| &order.number);
        let numbers = orders.chain(self.drafts.iter().map(|draft| &draft.number));
        let counts = numbers.filter_map(|number| number.rsplit('-').next()?.parse::<u32>().ok());
        format!("{}-{}-{:05}", self.scheme().prefix, now.year(), counts.max().unwrap_or(0) + 1)
    }

    /// Writes everything down, and then tells whom it concerns.
    fn save(&mut self) -> Result<(), Problem> {
        write(&self.folder.join(ORDERS), &self.orders)?;
        write(&self.folder.join(DRAFTS), &self.drafts)?;
        self.send_notices();
        Ok(())
    }
}

const ORDERS: &str = "requests.json";
const DRAFTS: &str = "drafts.json";

fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Fault> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| Fault::new(SupportCode::DiskDenied).with("detail", error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        // To begin anew would write over requests that are only hard to read just now.
        Err(error) => Err(error.into()),
    }
}

fn write<T: Serialize>(path: &Path, list: &[T]) -> Result<(), Problem> {
    let text = serde_json::to_string(list)
        .map_err(|error| broken(&Fault::new(SupportCode::Internal).with("detail", error)))?;
    write_private(path, &text).map_err(|fault| broken(&fault))
}

/// An error for the client.
pub fn problem(code: ProblemCode, status: u16, detail: &str) -> Problem {
    Problem { code, status, detail: detail.to_owned() }
}

/// What was sent cannot be what was meant.
fn unfit(detail: &str) -> Problem {
    problem(ProblemCode::BadRequest, 422, detail)
}

/// A signature that does not fit.
fn unsigned() -> Problem {
    problem(ProblemCode::BadSignature, 422, "подпись не подходит")
}

/// Not in this state.
fn conflict(detail: &str) -> Problem {
    problem(ProblemCode::Conflict, 409, detail)
}

/// Nothing of that name, or nothing that concerns the asker.
fn not_found() -> Problem {
    problem(ProblemCode::NotFound, 404, "такой заявки нет")
}

/// Two secrets are the same; by their digests, so that the time tells nothing of where they differ.
pub fn same_secret(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

fn broken(fault: &Fault) -> Problem {
    problem(ProblemCode::Other, 500, &fault.support_code())
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| problem(ProblemCode::Other, 500, "no randomness"))?;
    Ok(bytes)
}
