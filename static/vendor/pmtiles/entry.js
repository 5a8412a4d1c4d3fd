// Maps in one file: reading it, and drawing those that hold shapes instead of pictures.
export { FetchSource, PMTiles, TileType } from "pmtiles";
export { leafletLayer } from "protomaps-leaflet";
