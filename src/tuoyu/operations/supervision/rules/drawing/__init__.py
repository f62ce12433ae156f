"""The double-random draw (双随机抽查): repeatable by anybody from its published file (docs/recipes/verify-a-draw.md is the text of the algorithm).

``lottery`` draws, ``file`` reads and writes the published file, ``checking`` repeats a draw and names what is wrong.
"""
