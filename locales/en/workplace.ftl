### The workplace and request files. As with every fault: err-… says what happened and what it means for the key, rec-… what to do.

err-clock-wrong =
    The clock of this computer is { $side ->
        [ahead] fast
       *[behind] slow
    }. The key is untouched, but a signature with a wrong time may be refused.
rec-clock-wrong = Let the computer set its time automatically and check again.
err-keyring-absent = The keyring of the system is not in use. The key to the records of renewals lies in a file that only you can open; signing keys are not concerned.
rec-keyring-absent = You can go on. If others use this computer too, ask the administrator to set the keyring up.
err-request-unreadable = The request file cannot be read or is damaged. The key is untouched.
rec-request-unreadable = Save the request again or choose another file.
