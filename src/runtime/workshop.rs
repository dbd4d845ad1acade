//! What the worker needs of the composition root.

use std::sync::Arc;

use crate::domain::certificate::Certificate;
use crate::domain::key::KeyRef;
use crate::domain::profile::Profile;
use crate::domain::secret::Pin;
use crate::domain::settings::Settings;
use crate::domain::workplace::Check;
use crate::fault::Fault;
use crate::ports::{Backups, CertificateAuthority, Clock, Journals, Notebook, Opener, Printer, SharedTokens};
use crate::renewal::View;
use crate::runtime::engine::Ports;
use crate::runtime::look::Look;
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::reminders;
use crate::runtime::settings::{Mode, SettingsView};
use crate::watch::Thresholds;

/// Makes the adapters; [`crate::compose`] has the only real one.
pub trait Workshop: Send {
    /// The CA in force: new renewals are begun with it.
    fn profile(&self) -> Arc<Profile>;
    /// The CA of a renewal, by the identifier in its journal.
    ///
    /// # Errors
    /// `ProfileGone`, `ProfileInvalid`: the renewal waits until the profile is there again.
    fn profile_of(&self, id: &str) -> Result<Arc<Profile>, Fault>;
    /// All places for keys.
    fn tokens(&self) -> SharedTokens;
    /// The clock.
    fn clock(&self) -> Box<dyn Clock>;
    /// All journals.
    fn journals(&self) -> Result<Box<dyn Journals>, Fault>;
    /// Everything a renewal at this CA needs: of this key and certificate, or of none for a first issue.
    fn ports(&self, profile: &Profile, old: Option<(KeyRef, Certificate)>) -> Result<Ports, Fault>;
    /// The CA in force, for a head, who signs in by the portal protocol and has no renewal.
    fn authority(&self) -> Result<Box<dyn CertificateAuthority>, Fault> {
        Ok(self.ports(&self.profile(), None)?.ca)
    }
    /// Copies.
    fn backups(&self) -> Box<dyn Backups>;
    /// Printing.
    fn printer(&self) -> Box<dyn Printer>;
    /// Browser and viewers.
    fn opener(&self) -> Box<dyn Opener>;
    /// The printed form of a certificate as PDF.
    fn form(&self, certificate: &Certificate) -> Result<Vec<u8>, Fault>;
    /// The application of a renewal as PDF, so many copies one behind the other, each marked.
    fn statement(&self, view: &View, copies: u8) -> Result<Vec<u8>, Fault>;
    /// The list of papers for a visit as PDF.
    fn visit_list(&self, view: &View) -> Result<Vec<u8>, Fault>;
    /// The password of the certificate store of a renewal, if there is one.
    fn reveal_store(&self, renewal: &str) -> Result<Option<Pin>, Fault>;
    /// The report of «Проверка рабочего места» as text, without anything personal.
    fn report(&self, checks: &[Check]) -> String;
    /// Tells the user on the desktop what has come of a request while no wizard was open.
    fn announce(&self, _look: &Look) {}
    /// Carries out an order of a page beside the renewals.
    ///
    /// # Errors
    /// When it cannot be carried out.
    fn serve(&self, _order: PageOrder) -> Result<PageNews, Fault> {
        Ok(PageNews::Nothing)
    }
    /// What the user said of notices.
    fn notebook(&self) -> Box<dyn Notebook> {
        Box::new(reminders::Blank)
    }
    /// How many days before the end of a certificate it is spoken of.
    fn thresholds(&self) -> Thresholds {
        Thresholds::default()
    }
    /// The settings of the user.
    fn settings(&self) -> SettingsView {
        SettingsView::default()
    }
    /// Saves the settings of the user.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`.
    fn save_settings(&self, _wanted: &Settings) -> Result<SettingsView, Fault> {
        Ok(self.settings())
    }
    /// What this is for.
    fn mode(&self) -> Mode {
        if self.profile().training { Mode::Training } else { Mode::Work }
    }
    /// Page where the other side of the training mode is played.
    fn operator_page(&self) -> Option<String> {
        None
    }
}
