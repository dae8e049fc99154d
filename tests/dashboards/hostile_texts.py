"""Texts that try to be more than text. Each starts with its own mark; a script that runs adds to window.hits."""

from __future__ import annotations

OUT = "http://elsewhere.invalid"
RUN = "window.hits.push({0})"

_SHAPES = (
    "<script>RUN</script>", "<script src=OUT/s.js></script>", "<img src=x onerror=RUN>",
    "<img src=OUT/i.png>", "<svg onload=RUN>", "<svg><script>RUN</script></svg>",
    "<iframe src=OUT/f></iframe>", "<iframe srcdoc='<script>parent.RUN</script>'></iframe>",
    "<a href='javascript:RUN'>link</a>", "<body onload=RUN>", "<details open ontoggle=RUN>",
    "<input autofocus onfocus=RUN>", "<video src=OUT/v onerror=RUN></video>", "<audio src=OUT/a>",
    "<object data=OUT/o></object>", "<embed src=OUT/e>", "<link rel=stylesheet href=OUT/c.css>",
    "<style>@import 'OUT/c2.css';</style>", "<style>*{background:url(OUT/bg)}</style>",
    "<div style='background:url(OUT/d)'>x</div>", "<meta http-equiv=refresh content='0;url=OUT/m'>",
    "<base href=OUT/>", "<form action=OUT/p><button autofocus>go</button></form>", "<math><mtext><script>RUN</script>",
    "</style><script>RUN</script>", "</textarea><script>RUN</script>", "</title><script>RUN</script>",
    "--><script>RUN</script>", "]]><script>RUN</script>", "\"><script>RUN</script>", "'><img src=x onerror=RUN>",
    "\" onmouseover=RUN x=\"", "' autofocus onfocus=RUN '", "`${RUN}`", "{{RUN}}", "{% raw %}{{ 7*7 }}", "${7*7}",
    "<%= 7*7 %>", "#{7*7}", "![x](OUT/md.png)", "[x](javascript:RUN)", "[x](OUT/md)", "<OUT/auto>",
    "# heading", "**bold** _it_", "`code`", "~~gone~~", ":red[text] :smile:", ":material/home:", "$\\href{OUT/k}{x}$",
    "$$\\includegraphics{OUT/k.png}$$", "- [ ] task", "| a | b |\n|---|---|", "> quote", "&lt;script&gt;RUN&lt;/script&gt;",
    "&#60;script&#62;RUN&#60;/script&#62;", "\\u003cscript\\u003eRUN\\u003c/script\\u003e", "%3Cscript%3ERUN%3C/script%3E",
    "\u202eevil\u202c", "\u2066\u2067mixed\u2069", "a\u200bb\u200d\ufeffc", "\x1b[31mred\x07", "=HYPERLINK(\"OUT/x\")",
    "+1+cmd|' /C calc'!A0", "'; drop table daily.claims; --", "../../../../etc/passwd", "<sCrIpT>RUN</ScRiPt>",
    "<img/src=x/onerror=RUN>", "<template shadowrootmode=open><script>RUN</script></template>", "😀" * 40, "W" * 10_000,
    "<div popover=manual onbeforetoggle=RUN>", "<button popovertarget=e1 onclick=RUN>", "<dialog open onclose=RUN>",
    "';background:url(OUT/s1);x:'",
    "x\"style=\"background:url(OUT/s2)", "<noscript><p title='</noscript><img src=x onerror=RUN>'>",
    "<svg><use href='OUT/u.svg#x'/></svg>",
    "<svg><animate onbegin=RUN attributeName=x>", "<link rel=preconnect href=OUT>",
    "<link rel=dns-prefetch href=OUT>", "<img srcset='OUT/2.png 2x'>", "<picture><source srcset=OUT/p.png></picture>",
    "<marquee onstart=RUN>", "<select autofocus onfocus=RUN>", "<x contenteditable onblur=RUN>",
    "<a ping=OUT href='#'>p</a>",
    "data:text/html,<script>RUN</script>", "feed:javascript:RUN", "http://elsewhere.invalid@127.0.0.1/",
    "//elsewhere.invalid/x",
    "\u2028RUN\u2029", "{{ page.link('x') }}", "{%include 'top.html.j2'%}", "<!--#include virtual='OUT' -->",
    "\x00<script>RUN</script>",
    "\u061c\u200f\u202e\u2067nested\u2069", "a\u0300" * 200, "#open", "?open=x~y~2031-03-04", "x~outlet~2031-03-04",
)  # fmt: skip

#: `§7 <img ...>`: the mark comes first, so that it survives when a long text is cut.
TEXTS = [
    f"§{n} " + shape.replace("RUN", RUN.format(n)).replace("OUT", OUT)
    for n, shape in enumerate(_SHAPES, start=100)
]
MARKS = [f"§{n}" for n in range(100, 100 + len(TEXTS))]
