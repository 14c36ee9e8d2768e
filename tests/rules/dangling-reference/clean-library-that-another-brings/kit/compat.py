import thinc.compat

HAS = thinc.compat.has_torch
