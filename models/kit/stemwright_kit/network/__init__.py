"""The denoiser D(x; sigma | optional mixture, optional known audio): spectra, bands, blocks, sizes. It reads no files
and trains nothing.
"""
