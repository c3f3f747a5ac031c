"""The demonstration: an invented city's worth of kindergartens in the real places of Jiaozuo."""
