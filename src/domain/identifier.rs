//! (to come)
/// x
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Snils(String);
impl Snils {
    /// x
    pub fn parse(s: &str) -> Result<Self, ()> {
        Ok(Self(s.to_owned()))
    }
}
