// The parts of Leaflet that our map draws with; what is not named here is not sent to anybody.
import { Map } from "leaflet/src/map/Map.js";
import { DoubleClickZoom } from "leaflet/src/map/handler/Map.DoubleClickZoom.js";
import { Drag } from "leaflet/src/map/handler/Map.Drag.js";
import { Keyboard } from "leaflet/src/map/handler/Map.Keyboard.js";
import { ScrollWheelZoom } from "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import { TouchZoom } from "leaflet/src/map/handler/Map.TouchZoom.js";
import "leaflet/src/layer/vector/Renderer.getRenderer.js";
import * as DomUtil from "leaflet/src/dom/DomUtil.js";

// Importing a handler is what adds it to every map; the names keep the build from dropping it.
Object.assign(Map, { DoubleClickZoom, Drag, Keyboard, ScrollWheelZoom, TouchZoom });

export { Map, DomUtil };
export { LatLngBounds } from "leaflet/src/geo/LatLngBounds.js";
export { GridLayer } from "leaflet/src/layer/tile/GridLayer.js";
export { TileLayer } from "leaflet/src/layer/tile/TileLayer.js";
export { LayerGroup } from "leaflet/src/layer/LayerGroup.js";
export { Icon } from "leaflet/src/layer/marker/Icon.js";
export { Marker } from "leaflet/src/layer/marker/Marker.js";
export { SVG } from "leaflet/src/layer/vector/SVG.js";
export { Polygon } from "leaflet/src/layer/vector/Polygon.js";
