//! The walks of product.md.
