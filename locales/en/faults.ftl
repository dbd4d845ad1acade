### faults

err-open-failed = The page or file could not be opened. Your key is not affected.
rec-open-failed = Open the address in a browser, or the file in its folder, yourself.
