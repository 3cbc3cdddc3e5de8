"""The columnar kernel: a policy and a sorted log in, findings out. Integer columns inside; no loop over events."""
