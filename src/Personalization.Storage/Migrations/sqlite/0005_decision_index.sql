-- PostgreSQL's step drops an index that costs more than it gives. Here the key is the table's own tree: nothing to do.
SELECT 1;
