//! The certificate store: a login and a password for whoever owns the request, the certificate for whoever has them.

use crate::domain::portal::{Issued, Problem, ProblemCode, Stage, StoreAccess};
use crate::sandbox::desk::{Desk, conflict, not_found, problem, same_secret};

impl Desk {
    /// How to get into the store.
    pub fn store_access(&self, token: &str, id: &str) -> Result<StoreAccess, Problem> {
        let order = self.orders.get(self.own(token, id)?).ok_or_else(not_found)?;
        match &order.access {
            Some((login, password)) if self.status(id)?.0.stage == Stage::Issued => {
                Ok(StoreAccess { login: login.clone(), password: password.clone() })
            }
            _ => Err(conflict("сертификата нет в хранилище")),
        }
    }

    /// The certificate that lies there.
    pub fn stored(&self, login: &str, password: &str) -> Result<Issued, Problem> {
        let known = self.orders.iter().find(|order| {
            order.access.as_ref().is_some_and(|(name, secret)| name == login && same_secret(secret, password))
        });
        let refused = || problem(ProblemCode::SignIn, 401, "логин или пароль не подходит");
        known.map(|order| self.issued(order)).ok_or_else(refused)
    }
}
