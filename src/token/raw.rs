//! The function list of a loaded module, for the calls that cryptoki does not do as real modules need them.

use std::path::Path;

use cryptoki_sys::{
    CK_FUNCTION_LIST, CK_FUNCTION_LIST_PTR, CK_MECHANISM_INFO, CK_RV, CK_TOKEN_INFO, CKF_EC_F_2M, CKF_EC_F_P,
    CKM_EC_KEY_PAIR_GEN, CKR_OK,
};
use libloading::Library;

/// A second handle on a module that is already loaded and initialised.
pub struct Raw {
    list: CK_FUNCTION_LIST_PTR,
    // The list points into it.
    _library: Library,
}

// The list is only used by the actor thread that owns the module; PKCS#11 functions may be called from it.
#[expect(unsafe_code, reason = "a pointer to functions of a library that is kept loaded")]
unsafe impl Send for Raw {}

#[expect(unsafe_code, reason = "calls of a C library, PKCS#11 3.1 chapter 5")]
impl Raw {
    /// Loads the module a second time, which gives the same handle.
    pub fn new(path: &Path) -> Option<Self> {
        type GetFunctionList = unsafe extern "C" fn(*mut CK_FUNCTION_LIST_PTR) -> CK_RV;
        // SAFETY: the same file was just loaded by cryptoki; the symbol has this type by the standard.
        unsafe {
            let library = Library::new(path).ok()?;
            let mut list: CK_FUNCTION_LIST_PTR = std::ptr::null_mut();
            let rv = library.get::<GetFunctionList>(b"C_GetFunctionList\0").ok()?(&mut list);
            (rv == CKR_OK && !list.is_null()).then_some(Self { list, _library: library })
        }
    }

    /// `C_GetTokenInfo`. cryptoki refuses the whole answer when a module writes a clock in its own way.
    pub fn token_info(&self, slot: u64) -> Option<CK_TOKEN_INFO> {
        let mut info = CK_TOKEN_INFO::default();
        // SAFETY: the structure is ours and large enough.
        let rv = unsafe { self.list().C_GetTokenInfo?(slot as _, &mut info) };
        (rv == CKR_OK).then_some(info)
    }

    /// Key pairs on prime curves can be made here (`C_GetMechanismInfo`). A module that says nothing of the field
    /// is believed.
    pub fn makes_ec_keys(&self, slot: u64) -> bool {
        let Some(function) = self.list().C_GetMechanismInfo else { return false };
        let mut info = CK_MECHANISM_INFO::default();
        // SAFETY: the structure is ours.
        let rv = unsafe { function(slot as _, CKM_EC_KEY_PAIR_GEN, &mut info) };
        let known_curves = info.flags & (CKF_EC_F_P | CKF_EC_F_2M);
        let size = info.ulMaxKeySize == 0 || info.ulMaxKeySize >= 256;
        rv == CKR_OK && size && (known_curves == 0 || known_curves & CKF_EC_F_P != 0)
    }

    fn list(&self) -> &CK_FUNCTION_LIST {
        // SAFETY: not null, and the library is loaded as long as we are.
        unsafe { &*self.list }
    }
}
