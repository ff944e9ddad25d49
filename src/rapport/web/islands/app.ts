// What every page loads. Feature islands are added behind these by the build.
import "./morph";
import "./notices";
import "./menus";
import "./drawers";
import "./keys";
import "./palette";
import "./pulse";
import "./mailframe";
import "./picker";
import "./files";
import "./textareas";
import "./switches";
import "./lazy";
