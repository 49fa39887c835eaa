"""The officer looks at how long cards take, and how promises are kept."""
