"""Whether what was set by gold data keeps its word: confidence, and the threshold of stories."""
