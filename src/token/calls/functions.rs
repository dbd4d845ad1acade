//! The functions of a module, one of ours for each: slices in, values out, `CKR_…` as an error.
//!
//! All of them go through one macro, which holds the only unsafe call, and through [`Calls::finish`].

#![expect(unsafe_code, reason = "calls of a C library, PKCS#11 3.1 chapter 5")]

use std::ffi::CString;
use std::ptr::{from_mut, null_mut};
use std::time::Instant;

use cryptoki_sys::*;

use crate::token::calls::attribute::{self, Attribute};
use crate::token::calls::{Calls, Error, Growing};

/// One call. A function that is missing has refused.
macro_rules! call {
    ($calls:expr, $function:ident($($argument:expr),*), $shape:expr) => {{
        let function = $calls.library.list().$function;
        let since = Instant::now();
        let rv = match function {
            // SAFETY: the function has this type by the standard. Every pointer given below is null or points to
            // memory that lives through the call and is as large as the length beside it says.
            Some(function) => unsafe { function($($argument),*) },
            None => CKR_FUNCTION_NOT_SUPPORTED,
        };
        $calls.finish(stringify!($function), rv, since.elapsed(), $shape)
    }};
}

/// Room for one attribute, and what the module has said of it.
pub struct Buffer {
    /// Which.
    pub kind: CK_ATTRIBUTE_TYPE,
    /// The room; none to ask for the length.
    pub bytes: Vec<u8>,
    /// The length that the module has told, or `CK_UNAVAILABLE_INFORMATION`.
    pub told: CK_ULONG,
}

impl Buffer {
    /// Room for so many bytes.
    pub fn new(kind: CK_ATTRIBUTE_TYPE, room: usize) -> Self {
        Self { kind, bytes: vec![0; room], told: CK_UNAVAILABLE_INFORMATION }
    }

    fn shape(&self, told: CK_ULONG) -> String {
        let (name, room) = (attribute::name(self.kind), self.bytes.len());
        match told {
            CK_UNAVAILABLE_INFORMATION => format!("{name}/{room}:unavailable"),
            told => format!("{name}/{room}:{told}"),
        }
    }
}

impl Calls {
    pub(super) fn c_initialize(&self, reserved: Option<&str>) -> Result<(), Error> {
        let reserved = reserved.and_then(|text| CString::new(text).ok());
        let mut arguments = CK_C_INITIALIZE_ARGS { flags: CKF_OS_LOCKING_OK, ..Default::default() };
        // NSS reads a string there.
        arguments.pReserved = reserved.as_ref().map_or(null_mut(), |text| text.as_ptr().cast_mut().cast());
        let shape = || format!("OS locking, pReserved {}", reserved.as_ref().map_or("null", |_| "given"));
        call!(self, C_Initialize(from_mut(&mut arguments).cast()), shape)
    }

    pub(super) fn c_finalize(&self) -> Result<(), Error> {
        call!(self, C_Finalize(null_mut()), String::new)
    }

    pub(super) fn c_get_slot_list(&self, room: Option<usize>) -> Result<Growing<CK_SLOT_ID>, Error> {
        let mut slots = vec![0; room.unwrap_or_default()];
        let mut count = slots.len() as CK_ULONG;
        let pointer = if room.is_some() { slots.as_mut_ptr() } else { null_mut() };
        let asked = call!(self, C_GetSlotList(CK_TRUE, pointer, &mut count), || {
            format!("token present, room {}, {count} slots", room.unwrap_or_default())
        });
        grown(asked, slots, room, count)
    }

    pub(super) fn c_get_token_info(&self, slot: CK_SLOT_ID) -> Result<CK_TOKEN_INFO, Error> {
        let mut info = CK_TOKEN_INFO::default();
        call!(self, C_GetTokenInfo(slot, &mut info), || {
            let flags = info.flags;
            format!("slot {slot}, flags {flags:#x}")
        })?;
        Ok(info)
    }

    pub(super) fn c_get_mechanism_list(
        &self,
        slot: CK_SLOT_ID,
        room: Option<usize>,
    ) -> Result<Growing<CK_MECHANISM_TYPE>, Error> {
        let mut mechanisms = vec![0; room.unwrap_or_default()];
        let mut count = mechanisms.len() as CK_ULONG;
        let pointer = if room.is_some() { mechanisms.as_mut_ptr() } else { null_mut() };
        let asked = call!(self, C_GetMechanismList(slot, pointer, &mut count), || {
            format!("slot {slot}, room {}, {count} mechanisms", room.unwrap_or_default())
        });
        grown(asked, mechanisms, room, count)
    }

    pub(super) fn c_get_mechanism_info(
        &self,
        slot: CK_SLOT_ID,
        mechanism: CK_MECHANISM_TYPE,
    ) -> Result<CK_MECHANISM_INFO, Error> {
        let mut info = CK_MECHANISM_INFO::default();
        call!(self, C_GetMechanismInfo(slot, mechanism, &mut info), || {
            let (least, most, flags) = (info.ulMinKeySize, info.ulMaxKeySize, info.flags);
            format!("slot {slot}, {}, sizes {least} to {most}, flags {flags:#x}", of(mechanism))
        })?;
        Ok(info)
    }

    pub(super) fn c_wait_for_slot_event(&self) -> Result<CK_SLOT_ID, Error> {
        let mut slot = 0;
        call!(self, C_WaitForSlotEvent(CKF_DONT_BLOCK, &mut slot, null_mut()), || {
            format!("not blocking, slot {slot}")
        })?;
        Ok(slot)
    }

    pub(super) fn c_open_session(
        &self,
        slot: CK_SLOT_ID,
        flags: CK_FLAGS,
    ) -> Result<CK_SESSION_HANDLE, Error> {
        let mut session = 0;
        let flags = flags | CKF_SERIAL_SESSION;
        call!(self, C_OpenSession(slot, flags, null_mut(), None, &mut session), || {
            let rights = if flags & CKF_RW_SESSION == 0 { "read only" } else { "read and write" };
            format!("slot {slot}, {rights}, session {session}")
        })?;
        Ok(session)
    }

    pub(super) fn c_close_session(&self, session: CK_SESSION_HANDLE) -> Result<(), Error> {
        call!(self, C_CloseSession(session), || format!("session {session}"))
    }

    pub(super) fn c_login(
        &self,
        session: CK_SESSION_HANDLE,
        user: CK_USER_TYPE,
        pin: Option<&[u8]>,
    ) -> Result<(), Error> {
        let (pointer, length) = secret(pin);
        call!(self, C_Login(session, user, pointer, length), || {
            let user = match user {
                CKU_SO => "CKU_SO",
                CKU_USER => "CKU_USER",
                _ => "CKU_CONTEXT_SPECIFIC",
            };
            format!("session {session}, {user}, PIN {}", given(pin))
        })
    }

    pub(super) fn c_logout(&self, session: CK_SESSION_HANDLE) -> Result<(), Error> {
        call!(self, C_Logout(session), || format!("session {session}"))
    }

    pub(super) fn c_init_pin(&self, session: CK_SESSION_HANDLE, new: Option<&[u8]>) -> Result<(), Error> {
        let (pointer, length) = secret(new);
        call!(self, C_InitPIN(session, pointer, length), || {
            format!("session {session}, new PIN {}", given(new))
        })
    }

    pub(super) fn c_set_pin(
        &self,
        session: CK_SESSION_HANDLE,
        old: Option<&[u8]>,
        new: Option<&[u8]>,
    ) -> Result<(), Error> {
        let ((from, from_length), (to, to_length)) = (secret(old), secret(new));
        call!(self, C_SetPIN(session, from, from_length, to, to_length), || {
            format!("session {session}, old PIN {}, new PIN {}", given(old), given(new))
        })
    }

    pub(super) fn c_seed_random(&self, session: CK_SESSION_HANDLE, seed: &[u8]) -> Result<(), Error> {
        let (pointer, length) = input(seed);
        call!(self, C_SeedRandom(session, pointer, length), || {
            format!("session {session}, {} bytes", seed.len())
        })
    }

    pub(super) fn c_find_objects_init(
        &self,
        session: CK_SESSION_HANDLE,
        template: &[Attribute],
    ) -> Result<(), Error> {
        let mut raw = sent(template);
        call!(self, C_FindObjectsInit(session, raw.as_mut_ptr(), raw.len() as CK_ULONG), || {
            format!("session {session}, {}", shape(template))
        })
    }

    pub(super) fn c_find_objects(
        &self,
        session: CK_SESSION_HANDLE,
        room: usize,
    ) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
        let mut found = vec![0; room];
        let mut count = 0;
        call!(self, C_FindObjects(session, found.as_mut_ptr(), room as CK_ULONG, &mut count), || {
            format!("session {session}, room {room}, {count} objects")
        })?;
        found.truncate(usize::try_from(count).unwrap_or(room));
        Ok(found)
    }

    pub(super) fn c_find_objects_final(&self, session: CK_SESSION_HANDLE) -> Result<(), Error> {
        call!(self, C_FindObjectsFinal(session), || format!("session {session}"))
    }

    pub(super) fn c_get_attribute_value(
        &self,
        session: CK_SESSION_HANDLE,
        object: CK_OBJECT_HANDLE,
        buffers: &mut [Buffer],
    ) -> Result<(), Error> {
        let mut raw: Vec<_> = buffers
            .iter_mut()
            .map(|buffer| CK_ATTRIBUTE {
                type_: buffer.kind,
                pValue: if buffer.bytes.is_empty() { null_mut() } else { buffer.bytes.as_mut_ptr().cast() },
                ulValueLen: buffer.bytes.len() as CK_ULONG,
            })
            .collect();
        let count = raw.len() as CK_ULONG;
        let read = call!(self, C_GetAttributeValue(session, object, raw.as_mut_ptr(), count), || {
            let told = buffers.iter().zip(&raw).map(|(buffer, raw)| buffer.shape(raw.ulValueLen));
            format!("session {session}, object {object}, [{}]", told.collect::<Vec<_>>().join(" "))
        });
        for (buffer, raw) in buffers.iter_mut().zip(&raw) {
            buffer.told = raw.ulValueLen;
        }
        read
    }

    pub(super) fn c_set_attribute_value(
        &self,
        session: CK_SESSION_HANDLE,
        object: CK_OBJECT_HANDLE,
        template: &[Attribute],
    ) -> Result<(), Error> {
        let mut raw = sent(template);
        call!(self, C_SetAttributeValue(session, object, raw.as_mut_ptr(), raw.len() as CK_ULONG), || {
            format!("session {session}, object {object}, {}", shape(template))
        })
    }

    pub(super) fn c_create_object(
        &self,
        session: CK_SESSION_HANDLE,
        template: &[Attribute],
    ) -> Result<CK_OBJECT_HANDLE, Error> {
        let (mut raw, mut object) = (sent(template), 0);
        call!(self, C_CreateObject(session, raw.as_mut_ptr(), raw.len() as CK_ULONG, &mut object), || {
            format!("session {session}, {}, object {object}", shape(template))
        })?;
        Ok(object)
    }

    pub(super) fn c_destroy_object(
        &self,
        session: CK_SESSION_HANDLE,
        object: CK_OBJECT_HANDLE,
    ) -> Result<(), Error> {
        call!(self, C_DestroyObject(session, object), || format!("session {session}, object {object}"))
    }

    pub(super) fn c_generate_key_pair(
        &self,
        session: CK_SESSION_HANDLE,
        mechanism: CK_MECHANISM_TYPE,
        public: &[Attribute],
        private: &[Attribute],
    ) -> Result<(CK_OBJECT_HANDLE, CK_OBJECT_HANDLE), Error> {
        let mut how = plain(mechanism);
        let (mut open, mut hidden) = (sent(public), sent(private));
        let (open_length, hidden_length) = (open.len() as CK_ULONG, hidden.len() as CK_ULONG);
        let (open, hidden) = (open.as_mut_ptr(), hidden.as_mut_ptr());
        let mut made = (0, 0);
        call!(
            self,
            C_GenerateKeyPair(
                session,
                &mut how,
                open,
                open_length,
                hidden,
                hidden_length,
                &mut made.0,
                &mut made.1
            ),
            || {
                let (how, open, hidden) = (of(mechanism), shape(public), shape(private));
                format!("session {session}, {how}, public {open}, private {hidden}, objects {made:?}")
            }
        )?;
        Ok(made)
    }

    pub(super) fn c_sign_init(
        &self,
        session: CK_SESSION_HANDLE,
        mechanism: CK_MECHANISM_TYPE,
        key: CK_OBJECT_HANDLE,
    ) -> Result<(), Error> {
        let mut how = plain(mechanism);
        call!(self, C_SignInit(session, &mut how, key), || {
            format!("session {session}, {}, object {key}", of(mechanism))
        })
    }

    /// Returns the length of the signature.
    pub(super) fn c_sign(
        &self,
        session: CK_SESSION_HANDLE,
        data: &[u8],
        room: &mut [u8],
    ) -> Result<usize, Error> {
        let ((pointer, length), space) = (input(data), room.len());
        let mut told = space as CK_ULONG;
        call!(self, C_Sign(session, pointer, length, room.as_mut_ptr(), &mut told), || {
            format!("session {session}, {} bytes, room {space}, {told} bytes", data.len())
        })?;
        Ok(usize::try_from(told).unwrap_or(space).min(space))
    }
}

/// A list that did not fit has grown: its new length is told.
fn grown<T>(
    asked: Result<(), Error>,
    mut items: Vec<T>,
    room: Option<usize>,
    count: CK_ULONG,
) -> Result<Growing<T>, Error> {
    let count = usize::try_from(count).unwrap_or_default();
    match asked {
        Err(error) if error.rv() == Some(CKR_BUFFER_TOO_SMALL) && count > items.len() => {
            Ok(Growing::Length(count))
        }
        Err(error) => Err(error),
        Ok(()) if room.is_none() => Ok(Growing::Length(count)),
        Ok(()) => {
            items.truncate(count);
            Ok(Growing::Items(items))
        }
    }
}

/// A mechanism without parameters.
fn plain(mechanism: CK_MECHANISM_TYPE) -> CK_MECHANISM {
    CK_MECHANISM { mechanism, pParameter: null_mut(), ulParameterLen: 0 }
}

/// Templates are only read by a module.
fn sent(template: &[Attribute]) -> Vec<CK_ATTRIBUTE> {
    let raw = template.iter().map(|attribute| CK_ATTRIBUTE {
        type_: attribute.kind,
        pValue: attribute.value.as_ptr().cast_mut().cast(),
        ulValueLen: attribute.value.len() as CK_ULONG,
    });
    raw.collect()
}

/// What a module only reads.
fn input(bytes: &[u8]) -> (*mut CK_BYTE, CK_ULONG) {
    (bytes.as_ptr().cast_mut(), bytes.len() as CK_ULONG)
}

/// A PIN, or nothing where it is typed on the reader.
fn secret(pin: Option<&[u8]>) -> (*mut CK_BYTE, CK_ULONG) {
    pin.map_or((null_mut(), 0), input)
}

fn given(pin: Option<&[u8]>) -> &'static str {
    if pin.is_some() { "given" } else { "null" }
}

fn shape(template: &[Attribute]) -> String {
    let shapes: Vec<_> = template.iter().map(Attribute::shape).collect();
    format!("[{}]", shapes.join(" "))
}

fn of(mechanism: CK_MECHANISM_TYPE) -> String {
    match mechanism {
        CKM_ECDSA => "CKM_ECDSA".to_owned(),
        CKM_EC_KEY_PAIR_GEN => "CKM_EC_KEY_PAIR_GEN".to_owned(),
        other => format!("mechanism {other:#x}"),
    }
}
