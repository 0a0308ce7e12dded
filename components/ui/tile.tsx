import {
  AudioLines,
  Box,
  Calendar,
  ChartColumn,
  FileText,
  House,
  Landmark,
  ListOrdered,
  type LucideIcon,
  Mail,
  MapPin,
  MessageSquare,
  Phone,
  Share2,
  ShieldCheck,
  Sparkles,
  TrendingUp,
  Truck,
  Users,
  Wrench,
  Zap,
} from 'lucide-react'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { Icon } from './icon'
import { joinClasses } from './join-classes'

/** A widget's icon on its colour. Render it on the server: then only the icons in use are sent. */
export function Tile({
  icon,
  colour,
  size = 'default',
}: {
  icon: WidgetIcon
  colour: WidgetColour
  size?: 'sm' | 'default' | 'lg'
}) {
  return (
    <span
      aria-hidden="true"
      className={joinClasses('grid shrink-0 place-items-center border', colours[colour], boxes[size])}
    >
      <Icon of={icons[icon]} size={iconSizes[size]} />
    </span>
  )
}

const icons: Record<WidgetIcon, LucideIcon> = {
  house: House,
  'trending-up': TrendingUp,
  landmark: Landmark,
  'file-text': FileText,
  'audio-lines': AudioLines,
  'share-2': Share2,
  box: Box,
  'list-ordered': ListOrdered,
  truck: Truck,
  'message-square': MessageSquare,
  calendar: Calendar,
  'chart-column': ChartColumn,
  mail: Mail,
  phone: Phone,
  'map-pin': MapPin,
  'shield-check': ShieldCheck,
  sparkles: Sparkles,
  users: Users,
  wrench: Wrench,
  zap: Zap,
}

const colours: Record<WidgetColour, string> = {
  clay: 'border-tile-clay/28 bg-tile-clay/11 text-tile-clay',
  moss: 'border-tile-moss/28 bg-tile-moss/11 text-tile-moss',
  sea: 'border-tile-sea/28 bg-tile-sea/11 text-tile-sea',
  plum: 'border-tile-plum/28 bg-tile-plum/11 text-tile-plum',
  ochre: 'border-tile-ochre/28 bg-tile-ochre/11 text-tile-ochre',
  slate: 'border-tile-slate/28 bg-tile-slate/11 text-tile-slate',
}

const boxes = { sm: 'size-[18px] rounded-sm', default: 'size-8 rounded-md', lg: 'size-10 rounded-md' }
const iconSizes = { sm: 12, default: 16, lg: 20 } as const
