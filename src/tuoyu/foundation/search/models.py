"""No tables of its own. Django tells only apps with this module that a ``migrate`` is over, and ``indexes.mend`` must know."""
