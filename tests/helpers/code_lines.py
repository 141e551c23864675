"""How many lines of a text are code: comments, docstrings and blank lines are there to be read, and do not count."""

import io
import tokenize

NOTHING = {tokenize.COMMENT, tokenize.NL}
LAYOUT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(text):
    """The number of lines that hold code. A string that is a statement by itself is a docstring."""
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type not in NOTHING]
    lines = set()
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None]):
        alone = (before is None or before.type in LAYOUT) and (after is None or after.type in LAYOUT)
        if token.type not in LAYOUT and not (alone and token.type == tokenize.STRING):
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)
