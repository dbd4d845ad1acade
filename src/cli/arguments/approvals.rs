//! What the head of the organisation can type.

use clap::Args;

use crate::cli::arguments::World;

/// The head of the organisation.
#[derive(Debug, Args)]
pub struct Signer {
    /// Label of the token with the head's certificate; without it this computer.
    #[arg(long)]
    pub token: Option<String>,
    /// Serial number of the head's certificate, if there are several.
    #[arg(long)]
    pub serial: Option<String>,
    /// Environment variable that holds the PIN of the token, or the password of a container; without it the PIN that is
    /// kept is used, if there is one.
    #[arg(long, value_name = "VAR")]
    pub pin_env: Option<String>,
}

/// Options of `approvals`.
#[derive(Debug, Args)]
pub struct Approvals {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Who signs in.
    #[command(flatten)]
    pub signer: Signer,
    /// One JSON object per request, and the outcome last.
    #[arg(long)]
    pub json: bool,
}

/// Options of `approve`.
#[derive(Debug, Args)]
pub struct Approve {
    /// Which request, and by whom.
    #[command(flatten)]
    pub decide: Decide,
}

/// Options of `decline`.
#[derive(Debug, Args)]
pub struct Decline {
    /// Which request, and by whom.
    #[command(flatten)]
    pub decide: Decide,
    /// Why, at most 1000 characters; the applicant reads it.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Options of `approve` and `decline`.
#[derive(Debug, Args)]
pub struct Decide {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Who signs.
    #[command(flatten)]
    pub signer: Signer,
    /// Identifier of the request, as `approvals` and the link tell it.
    #[arg(long, value_name = "ID")]
    pub request: String,
    /// The documents were checked, the decision is meant.
    #[arg(long)]
    pub yes: bool,
    /// JSON objects on standard output, the outcome last.
    #[arg(long)]
    pub json: bool,
}
