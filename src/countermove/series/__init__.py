"""Series: dyads over time, from any table of acts, with gaps shown as gaps."""
