package site

import (
	"fmt"
	"math"
	"strconv"
)

// rgb is a colour with parts from 0 to 1.
type rgb [3]float64

func parseColor(hex string) rgb {
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil || len(hex) != 7 {
		panic("site: no colour: " + hex) // themes are checked when they are read
	}
	return rgb{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}
}

func (c rgb) hex() string {
	part := func(f float64) int { return int(math.Round(min(max(f, 0), 1) * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", part(c[0]), part(c[1]), part(c[2]))
}

// linear undoes the gamma of sRGB (IEC 61966-2-1).
func linear(f float64) float64 {
	if f <= 0.04045 {
		return f / 12.92
	}
	return math.Pow((f+0.055)/1.055, 2.4)
}

func gamma(f float64) float64 {
	if f <= 0.0031308 {
		return 12.92 * f
	}
	return 1.055*math.Pow(f, 1/2.4) - 0.055
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// oklab is the colour in Oklab (https://bottosson.github.io/posts/oklab/): lightness, then two axes of hue.
func (c rgb) oklab() [3]float64 {
	r, g, b := linear(c[0]), linear(c[1]), linear(c[2])
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s}
}

func fromOklab(x [3]float64) rgb {
	cube := func(f float64) float64 { return f * f * f }
	l := cube(x[0] + 0.3963377774*x[1] + 0.2158037573*x[2])
	m := cube(x[0] - 0.1055613458*x[1] - 0.0638541728*x[2])
	s := cube(x[0] - 0.0894841775*x[1] - 1.2914855480*x[2])
	fix := func(f float64) float64 { return gamma(min(max(f, 0), 1)) }
	return rgb{fix(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		fix(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		fix(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s)}
}

// dark is the counterpart of a colour on a dark ground: what is light becomes dark and the other way round, the hue
// stays; white becomes the ground of the dark site.
func dark(c rgb) rgb {
	x := c.oklab()
	ground := parseColor(paperDark).oklab()
	x[0] = min(ground[0]+(1-x[0])*0.92, 0.97)
	for i := 1; i < 3; i++ {
		x[i] = x[i]*0.8 + ground[i]*max(0, 1-(x[0]-ground[0])*2)
	}
	return fromOklab(x)
}

// readable is the colour, moved away in lightness from what it stands on until the contrast is at least ratio.
func readable(c rgb, ratio float64, on ...rgb) rgb {
	step := -0.01
	if on[0].luminance() < 0.18 {
		step = 0.01
	}
	x := c.oklab()
	for range 100 {
		worst := 21.0
		for _, o := range on {
			worst = min(worst, contrast(parseColor(c.hex()), o))
		}
		if worst >= ratio {
			break
		}
		x[0] += step
		c = fromOklab(x)
	}
	return c
}
