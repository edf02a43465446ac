"""Diffusion models: whatever a pipeline of diffusers can paint. Its libraries are read only when one is asked for."""
