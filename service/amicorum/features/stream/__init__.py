"""The event stream of the releases (Linked Data Event Stream): nodes that lead from the first release to the pages of members."""
