//! The library of a module: loaded, and asked for its list of functions.

#![expect(unsafe_code, reason = "a C library, PKCS#11 3.1 chapter 5.2")]

use std::path::Path;
use std::ptr::NonNull;

use cryptoki_sys::{CK_FUNCTION_LIST, CK_RV, CKR_OK};

use crate::token::calls::error;

/// A loaded library.
pub struct Library {
    list: NonNull<CK_FUNCTION_LIST>,
    // The list points into it. None for the list of a test.
    library: Option<libloading::Library>,
}

impl Library {
    /// Loads a library. Nothing of PKCS#11 is called yet but `C_GetFunctionList`.
    ///
    /// # Errors
    /// In the words of the system, or what is missing.
    pub fn load(path: &Path) -> Result<Self, String> {
        type GetFunctionList = unsafe extern "C" fn(*mut *mut CK_FUNCTION_LIST) -> CK_RV;
        // SAFETY: loading runs the initialisers of a library that the user or its vendor has named for this.
        let library = unsafe { libloading::Library::new(path) }.map_err(|error| words(&error))?;
        let mut list = std::ptr::null_mut();
        // SAFETY: the symbol has this type by the standard, and the place for the pointer is ours.
        let rv = unsafe {
            let function = library.get::<GetFunctionList>(b"C_GetFunctionList\0");
            function.map_err(|_| "no C_GetFunctionList".to_owned())?(&mut list)
        };
        match NonNull::new(list) {
            Some(list) if rv == CKR_OK => Ok(Self { list, library: Some(library) }),
            _ => Err(format!("C_GetFunctionList: {} {rv:#x}", error::name(rv))),
        }
    }

    /// A module that a test plays.
    #[cfg(test)]
    pub fn played(list: &'static CK_FUNCTION_LIST) -> Self {
        Self { list: NonNull::from(list), library: None }
    }

    /// The functions. Any of them may be missing.
    pub fn list(&self) -> &CK_FUNCTION_LIST {
        // SAFETY: the library that gave the pointer is loaded as long as we are.
        unsafe { self.list.as_ref() }
    }

    /// A function of the vendor, by its name ending in NUL.
    ///
    /// # Safety
    /// `F` is the type of that function.
    pub unsafe fn vendor<F: Copy>(&self, name: &[u8]) -> Option<F> {
        // SAFETY: asked of the caller; the function is used no longer than we live.
        unsafe { self.library.as_ref()?.get::<F>(name) }.ok().map(|symbol| *symbol)
    }
}

/// The system's own message: `libloading` hides it behind a word of its own.
fn words(error: &libloading::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
