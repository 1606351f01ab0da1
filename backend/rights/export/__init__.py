"""A citizen's copy of everything held of them: an archive for programs and for people."""
