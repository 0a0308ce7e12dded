-- A search reads what waits to be merged into its index, row by row. An import fills that list as fast as it is emptied, so it has to be short.
ALTER INDEX "Person_searchText_idx" SET (gin_pending_list_limit = 256);
ALTER INDEX "Company_searchText_idx" SET (gin_pending_list_limit = 256);
